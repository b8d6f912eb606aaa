/** "1 error", "1,200 errors". */
export function counted(amount: number, noun: string): string {
	return `${amount.toLocaleString("en-US")} ${noun}${amount === 1 ? "" : "s"}`;
}
