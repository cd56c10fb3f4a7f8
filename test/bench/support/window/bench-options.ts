/** What `npm run bench` hands to a benchmark. */
export interface BenchOptions {
  /** Where the window is opened. */
  readonly host: 'browser' | 'desktop'
  /** Length of benchmarks that watch for some time; null leaves it to them. */
  readonly minutes: number | null
}
