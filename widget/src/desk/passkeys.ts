// Passkeys: asks the device what the server wants to know, and puts the answer into the form that the button is in.
// Written out by hand, because not every browser turns these messages into JSON by itself.

type Json = Record<string, unknown>;

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer): string {
  let plain = "";
  for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function named(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as { id: string }[]).map(({ id }) => ({ type: "public-key", id: bytes(id) }));
}

async function made(options: Json): Promise<Credential | null> {
  const user = options["user"] as Json & { id: string };
  return await navigator.credentials.create({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialCreationOptions),
      challenge: bytes(options["challenge"] as string),
      user: { ...(user as unknown as PublicKeyCredentialUserEntity), id: bytes(user.id) },
      excludeCredentials: named(options["excludeCredentials"]),
    },
  });
}

async function got(options: Json): Promise<Credential | null> {
  return await navigator.credentials.get({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialRequestOptions),
      challenge: bytes(options["challenge"] as string),
      allowCredentials: named(options["allowCredentials"]),
    },
  });
}

function written(credential: PublicKeyCredential): string {
  const { response } = credential;
  const answer: Json = { clientDataJSON: text(response.clientDataJSON) };
  if (response instanceof AuthenticatorAttestationResponse) {
    answer["attestationObject"] = text(response.attestationObject);
    answer["transports"] = response.getTransports();
  } else if (response instanceof AuthenticatorAssertionResponse) {
    answer["authenticatorData"] = text(response.authenticatorData);
    answer["signature"] = text(response.signature);
    answer["userHandle"] = response.userHandle ? text(response.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: answer,
    clientExtensionResults: {},
  });
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}

async function ask(form: HTMLFormElement, question: string): Promise<void> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "passphrase") body.append(name, value);
  }
  const answer = await fetch(question, { method: "POST", body });
  // Wherever it leads instead of to a question, people are led to: to prove once more who they are.
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const { challenge, options } = (await answer.json()) as { challenge: string; options: Json };
  const credential = await ("user" in options ? made(options) : got(options));
  if (!(credential instanceof PublicKeyCredential)) return;
  put(form, "challenge", challenge);
  put(form, "credential", written(credential));
  // Without the browser's own checks: a passphrase need not be typed by who has a passkey.
  form.noValidate = true;
  form.requestSubmit();
}

/** Shows the buttons for passkeys where the browser knows them. */
export function watchPasskeys(): void {
  if (!("PublicKeyCredential" in window)) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-passkey]")) {
    const form = button.form;
    const says = button.parentElement?.querySelector<HTMLElement>("[data-passkey-says]");
    if (!form) continue;
    button.hidden = false;
    for (const field of form.querySelectorAll<HTMLElement>("[data-with-device]")) field.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      if (says) says.hidden = true;
      ask(form, button.dataset["passkey"] ?? "")
        .catch(() => {
          if (!says) return;
          says.textContent = "The device gave no passkey. Please try again, or use your passphrase.";
          says.hidden = false;
        })
        .finally(() => {
          button.disabled = false;
        });
    });
  }
}
