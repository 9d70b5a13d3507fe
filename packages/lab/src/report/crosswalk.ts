/** Criteria by which such systems are evaluated, and where this report has something to say to each. */

/** One criterion. */
export interface Criterion {
  readonly criterion: string;
  readonly asks: string;
  /** Ids of experiments and scenarios. */
  readonly measuredBy: readonly string[];
  /** What the criterion asks and nothing here answers. */
  readonly notCovered: string;
}

/** Headings under which such systems are evaluated, with what each asks in our words. */
export const crosswalk: readonly Criterion[] = [
  {
    criterion: "Performance",
    asks: "How often does it miss, how often is it wrong, and what does it cost?",
    measuredBy: ["O1", "O2", "O3", "O14", "O18"],
    notCovered: "Rates on people's photographs: they take a corpus of one's own (glasshouse fpr). Battery.",
  },
  {
    criterion: "Human rights impact",
    asks: "Whom does it reach who has done nothing, and what is known of whom?",
    measuredBy: ["O1", "O6", "O10", "O16", "news-and-propaganda"],
    notCovered:
      "Proportionality, chilling effects, law: the figures here are inputs to that question, never its answer.",
  },
  {
    criterion: "Security",
    asks: "What does an attacker get, on either side?",
    measuredBy: ["O4", "O5", "O6", "O7", "O8", "O9", "O11", "O12", "O13"],
    notCovered: "A device that is not the owner's any more; side channels of processors and networks.",
  },
  {
    criterion: "Explainability",
    asks: "Can a match be explained to the person it is about?",
    measuredBy: ["O3", "O5", "ordinary-edits", "framing"],
    notCovered: "What reviewers would say to a person, and how an appeal would go.",
  },
  {
    criterion: "Transparency",
    asks: "Can a stranger check what is claimed?",
    measuredBy: ["O7", "O8", "O17"],
    notCovered: "Certificates of lists and a public log: named wherever they are needed, not part of this report.",
  },
  {
    criterion: "Fairness",
    asks: "Do errors fall on some more than on others?",
    measuredBy: ["O15"],
    notCovered: "People: only kinds of generated pictures are compared, never groups of persons.",
  },
  {
    criterion: "Accountability",
    asks: "Who notices an abuse, when, and who can be named for it?",
    measuredBy: ["O6", "O7", "O8", "O17", "scope-creep", "list-for-one", "silent-threshold"],
    notCovered: "Institutions: who would act on what is noticed.",
  },
];

/** What this report says nothing about, the weightiest first. */
export const outOfScope: readonly string[] = [
  "Classifiers that judge new pictures or video: most of the five tools that the Safety Tech Challenge Fund chose in 2021 were of that kind (published by the Fund; one matched known material). Nothing here speaks for or against them.",
  "Text, conversations, video and audio; grooming detection.",
  "The hashes of deployed systems: their weights and lists are not used here. What is measured is how hashes of a published kind behave.",
  "Rates on people's photographs. Pictures here are generated: mechanisms, sensitivities, protocol facts and costs carry over, absolute rates do not.",
  "How many offenders there are, and what they would do if such a system ran: prevalence is a slider, never a finding.",
  "Whether such a system should exist.",
];

/** What the numbers are never to be read as. */
export const notSaid: readonly string[] = [
  "that a system would flag a number of people",
  "that a hash has a rate, without the images, the list and the unit it was measured with",
  "that scanning on the device is safe, or unsafe",
];
