/** Places for cells that run at the same time, as many as a limit says; a cell that finds none waits for one. */
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

  /** Takes a place, as soon as one is free. */
  async enter(): Promise<void> {
    if (this.#taken >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#taken += 1;
  }

  /** Gives a place back, to the cell that has waited longest. */
  leave(): void {
    this.#taken -= 1;
    this.#admit();
  }

  /** Changes how many places there are. Cells that have a place keep it. */
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
