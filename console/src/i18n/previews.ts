/** Texts of previews and comparisons. */
export const previews = {
  pictures: ["Load pictures from the web", "Bilder aus dem Netz laden", "Carica immagini dal web"],
  noDifference: ["No difference", "Kein Unterschied", "Nessuna differenza"],
} as const;
