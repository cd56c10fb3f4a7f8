/** Least-recently-used values under a budget of bytes. */
export class ByteCache<Value> {
  private readonly entries = new Map<string, { value: Value; bytes: number }>()
  private used = 0

  constructor(private readonly budget: number) {}

  get bytes(): number {
    return this.used
  }

  has(key: string): boolean {
    return this.entries.has(key)
  }

  /** The value, which becomes the most recently used one. */
  get(key: string): Value | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.value
  }

  /** Adds a value and drops the oldest ones beyond the budget; the newest stays even when it alone is larger. */
  set(key: string, value: Value, bytes: number): void {
    this.delete(key)
    this.entries.set(key, { value, bytes })
    this.used += bytes
    for (const [oldest] of this.entries) {
      if (this.used <= this.budget || oldest === key) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key)
    if (entry === undefined) return
    this.entries.delete(key)
    this.used -= entry.bytes
  }
}
