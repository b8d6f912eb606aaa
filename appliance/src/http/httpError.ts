/** A refusal: what the caller sees, in whatever form the route answers in. */
export class HttpError extends Error {
	override readonly name = "HttpError";
	readonly status: HttpStatus;
	/** Stable word for programs. */
	readonly code: string;
	readonly headers: Record<string, string>;

	constructor(status: HttpStatus, code: string, detail: string, headers: Record<string, string> = {}) {
		super(detail);
		this.status = status;
		this.code = code;
		this.headers = headers;
	}
}

export type HttpStatus = 400 | 401 | 404 | 413 | 415 | 429 | 500 | 502 | 503 | 504;
