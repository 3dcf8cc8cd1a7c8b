/** A binary heap that returns its items in ascending order of a number. */
export class Heap<T> {
  readonly #items: { order: number; item: T }[] = [];

  /** The number of the first item. Infinity if there is none. */
  get first(): number {
    return this.#items[0]?.order ?? Number.POSITIVE_INFINITY;
  }

  /** All items, in no order. */
  items(): T[] {
    return this.#items.map(({ item }) => item);
  }

  push(order: number, item: T): void {
    const items = this.#items;
    let at = items.push({ order, item }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#orderAt(parent) <= order) break;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Removes and returns the first item. Undefined if there is none. */
  pop(): T | undefined {
    const first = this.#items[0];
    const last = this.#items.pop();
    if (first === undefined || last === undefined || first === last) return first?.item;
    this.#items[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = this.#orderAt(right) < this.#orderAt(left) ? right : left;
      if (this.#orderAt(child) >= last.order) return first.item;
      this.#swap(at, child);
      at = child;
    }
  }

  #orderAt(index: number): number {
    return this.#items[index]?.order ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#items[a], this.#items[b]];
    if (one === undefined || other === undefined) return;
    this.#items[a] = other;
    this.#items[b] = one;
  }
}
