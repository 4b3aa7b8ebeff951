/** Texts of previews and comparisons. */
export const previews = {
  pictures: ["Load pictures from the web", "Bilder aus dem Netz laden", "Carica immagini dal web"],
  picturesHint: [
    "Their servers learn that somebody looked.",
    "Deren Server erfahren, dass jemand hinsieht.",
    "I loro server sapranno che qualcuno guarda.",
  ],
  removed: ["Left out of the preview: {what}", "In der Vorschau weggelassen: {what}", "Esclusi dall'anteprima: {what}"],
  links: ["Links: {n}", "Links: {n}", "Link: {n}"],
  noDifference: ["No difference", "Kein Unterschied", "Nessuna differenza"],
} as const;
