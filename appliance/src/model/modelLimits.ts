/** What is read of a text, in UTF-16 code units for each token that the model takes. */
export const modelLimits = {
	/** English has 4 to 5, a long word 16 a token; what lies behind is not worth the time that tokenizing it takes. */
	textPerToken: 32,
} as const;
