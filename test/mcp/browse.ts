/**
 * Goes where a browser with somebody before it would go: follows redirections, keeps cookies, fills in each page's form
 * and sends it, until it is sent to an address that begins so.
 */
export async function browse(start: URL, until: string): Promise<URL> {
	const cookies = new Map<string, string>();
	let next: { url: URL; form?: URLSearchParams } = { url: start };
	for (let step = 0; step < MOST_STEPS; step++) {
		if (next.url.href.startsWith(until)) return next.url;
		const response = await fetch(next.url, {
			redirect: "manual",
			headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
			...(next.form && { method: "POST", body: next.form }),
		});
		for (const cookie of response.headers.getSetCookie()) keep(cookies, cookie);
		const location = response.headers.get("location");
		const page = await response.text();
		next = location ? { url: new URL(location, next.url) } : filledIn(page, next.url);
	}
	throw new Error(`${start.origin} led nowhere within ${MOST_STEPS} pages.`);
}

const MOST_STEPS = 20;

function keep(cookies: Map<string, string>, cookie: string): void {
	const [pair = ""] = cookie.split(";");
	const at = pair.indexOf("=");
	const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
	if (value === "") cookies.delete(name);
	else cookies.set(name, value);
}

function filledIn(page: string, url: URL): { url: URL; form: URLSearchParams } {
	const [, action] = /<form[^>]* action="([^"]*)"/.exec(page) ?? [];
	if (!action) throw new Error(`There is nothing to fill in at ${url}: ${page.slice(0, 500)}`);
	const form = new URLSearchParams();
	for (const [input] of page.matchAll(/<input[^>]*>/g)) {
		const [, name] = /name="([^"]*)"/.exec(input) ?? [];
		const [, value] = /value="([^"]*)"/.exec(input) ?? [];
		if (name) form.set(name, value || "ada");
	}
	return { url: new URL(action, url), form };
}
