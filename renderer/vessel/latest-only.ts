/**
 * Runs one request at a time and forgets all that came in between but the last: for answers that follow the pointer. `take` gets the
 * answers of requests that were still wanted when they came.
 */
export class LatestOnly<Request, Answer> {
  private running = false
  private next: { readonly request: Request } | null = null
  private generation = 0

  constructor(
    private readonly ask: (request: Request) => Promise<Answer>,
    private readonly take: (answer: Answer, request: Request) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  request(request: Request): void {
    this.next = { request }
    if (!this.running) void this.run()
  }

  /** Answers under way are thrown away. */
  forget(): void {
    this.next = null
    this.generation++
  }

  private async run(): Promise<void> {
    this.running = true
    while (this.next !== null) {
      const { request } = this.next
      const { generation } = this
      this.next = null
      try {
        const answer = await this.ask(request)
        if (generation === this.generation) this.take(answer, request)
      } catch (error) {
        if (generation === this.generation) this.failed(error)
      }
    }
    this.running = false
  }
}
