/** Keeps the end of a stream: the beginning goes once there is more than `limit` characters. */
export class LastOutput {
  private chunks: string[] = [];
  private length = 0;
  private dropped = false;

  constructor(private readonly limit: number) {}

  add(chunk: string): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    // Joined only at twice the limit, so that a long stream costs no more than its own length.
    if (this.length > 2 * this.limit) {
      this.trim();
    }
  }

  get text(): string {
    this.trim();
    return this.chunks.join("");
  }

  get truncated(): boolean {
    return this.dropped || this.length > this.limit;
  }

  private trim(): void {
    if (this.length > this.limit) {
      this.chunks = [this.chunks.join("").slice(-this.limit)];
      this.length = this.limit;
      this.dropped = true;
    }
  }
}
