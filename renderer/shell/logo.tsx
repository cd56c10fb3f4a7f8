/** A vessel that branches. */
export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M4 3c1 6 4 7 6 10s1 6 1 8" stroke="#ff7a45" strokeWidth="3" strokeLinecap="round" />
      <path d="M10 13c3-2 6-2 9-6" stroke="#ffb08a" strokeWidth="2.2" strokeLinecap="round" />
      <path d="M10.7 16.5c2.8-.6 5.3 1 7.8 .7" stroke="#43c0b1" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  )
}
