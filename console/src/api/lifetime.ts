/**
 * A session that ends does not fail the calls under way: they wait until the person has signed in again, so that
 * nothing that was written in a form is lost.
 */
import { SessionEnded } from "./errors";

interface Waiting {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

export class Lifetime {
  private waiting: Waiting | undefined;
  private readonly listeners = new Set<() => void>();
  private count = 0;

  /** How often it was renewed: a call that began before the last time needs only to be tried again. */
  get renewals(): number {
    return this.count;
  }

  readonly isEnded = (): boolean => this.waiting !== undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Wait for a new sign-in; rejected when the person declines. */
  renewal(since: number): Promise<void> {
    if (this.count > since) return Promise.resolve();
    if (!this.waiting) {
      this.waiting = waiting();
      this.tell();
    }
    return this.waiting.promise;
  }

  renew(): void {
    this.count += 1;
    this.end()?.resolve();
  }

  decline(): void {
    this.end()?.reject(new SessionEnded());
  }

  private end(): Waiting | undefined {
    const ended = this.waiting;
    this.waiting = undefined;
    this.tell();
    return ended;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function waiting(): Waiting {
  let resolve = () => {};
  let reject: Waiting["reject"] = () => {};
  const promise = new Promise<void>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { promise, resolve, reject };
}
