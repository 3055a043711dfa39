// Entry of the embeddable chat window: a classic script with its styles inside.
export {};
