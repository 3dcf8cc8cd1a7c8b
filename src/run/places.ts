/** A limited number of places for concurrent cells. A cell waits if none is free. */
export class Places {
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Takes a place as soon as one is free. */
  async enter(): Promise<void> {
    if (this.#taken >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#taken += 1;
  }

  /** Returns a place to the cell that has waited longest. */
  leave(): void {
    this.#taken -= 1;
    this.#admit();
  }

  /** Changes the number of places. Cells that have a place keep it. */
  resize(limit: number): void {
    this.#limit = limit;
    this.#admit();
  }

  #admit(): void {
    while (this.#taken < this.#limit) {
      const enter = this.#waiting.shift();
      if (enter === undefined) return;
      this.#taken += 1;
      enter();
    }
  }
}
