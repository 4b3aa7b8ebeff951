/**
 * Sign in again beside an open page, whose forms stay as they are: Cognito's page opens in a window of its own, and
 * that window hands over what came back. The proof (PKCE) never leaves the tab that began.
 */
import { redeemed, returnedIn, signInAddress, SignInFailed, type Returned, type SignInTrouble } from "./cognito";
import { begun } from "./pkce";
import { claimsOf, storedTokens, storeTokens, type Cognito } from "./tokens";

/** By this a window knows that another one waits for what it brings. */
const BESIDE = "beside.";
const CHANNEL = "pinwheel.sign-in";
const WINDOW = "popup,width=520,height=720";

export interface Beside {
  /** Somebody is signed in; `isSame` when it is who was before, with the same rights. */
  readonly onSignedIn: (isSame: boolean) => void;
  readonly onTrouble: (trouble: SignInTrouble | "blocked") => void;
}

/** Open the window and listen to it; the result stops listening. */
export function signInBeside(cognito: Cognito, { onSignedIn, onTrouble }: Beside): () => void {
  const pending = begun(BESIDE);
  const channel = new BroadcastChannel(CHANNEL);
  // Opened at once: browsers permit windows only as the direct answer to a click.
  const opened = window.open("about:blank", "_blank", WINDOW);
  if (!opened) {
    channel.close();
    onTrouble("blocked");
    return () => undefined;
  }
  void signInAddress(cognito, pending).then((address) => opened.location.replace(address));
  channel.onmessage = ({ data }: MessageEvent<Returned>) => {
    // Other tabs may be signing in, too.
    if (data.state !== pending.state) return;
    channel.close();
    redeemed(cognito, pending, data).then(
      (tokens) => {
        const before = storedTokens();
        storeTokens(tokens);
        onSignedIn(before !== undefined && rightsOf(before.id_token) === rightsOf(tokens.id_token));
      },
      (error: unknown) => onTrouble(error instanceof SignInFailed ? error.trouble : "failed"),
    );
  };
  return () => channel.close();
}

/** In the window beside: hand over what came back. True when this is such a window. */
export function handOver(): boolean {
  const returned = returnedIn(window.location.search);
  if (!returned?.state.startsWith(BESIDE)) return false;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(returned);
  channel.close();
  window.close();
  return true;
}

function rightsOf(token: string): string {
  const { sub, "cognito:groups": groups } = claimsOf(token);
  return JSON.stringify([sub, groups]);
}
