declare module "snappyjs" {
	/** Google's snappy, block format. */
	export function compress(data: Uint8Array): Uint8Array<ArrayBuffer>;
}
