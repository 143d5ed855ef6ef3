// What is asked of a person at a desk, beside the line itself.

export const SKIP = {
  title: "Why skip this line?",
  choices: ["wrongly cut", "more than one line", "a language or hand that I can't read", "needs the whole page"],
  words: "another reason",
  button: "Skip",
};

export const SKIP_PAGE = {
  title: "Why skip this page?",
  choices: ["there is nothing to draw here", "too damaged or too faint", "a layout that I don't understand"],
  words: "another reason",
  button: "Skip",
  note: "What you drew on it stays in this browser. Esc goes back to the page.",
};

export const SKIP_DOCUMENT = {
  title: "Why skip this document?",
  choices: ["no collection fits", "I can't tell", "several documents in one file", "nothing can be read on it"],
  words: "another reason",
  button: "Skip",
  note: "It goes to somebody else. Esc goes back to the document.",
};

export const FLAG = { title: "What should your lead look at?", words: "a note, or nothing", button: "Accept and flag" };

const whole = "the whole line";
export const UNREADABLE = { title: "What can't be read?", choices: ["what is selected, or a part here", whole], whole };
