/** What one check of `vagus doctor` found. */
export interface Finding {
	check: string;
	state: "ok" | "warning" | "broken";
	found: string;
	/** What to do about it. */
	advice?: string;
}
