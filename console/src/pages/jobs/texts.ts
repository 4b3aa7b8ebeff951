export const texts = {
  title: ["Import and export jobs", "Import- und Exportaufträge", "Importazioni ed esportazioni"],
  emptyTitle: ["No jobs", "Keine Aufträge", "Nessuna operazione"],
  emptyHint: [
    "Imports bring people in, exports write them to S3.",
    "Importe bringen Personen herein, Exporte schreiben sie nach S3.",
    "Le importazioni aggiungono persone, le esportazioni le scrivono in S3.",
  ],
  import: ["Import", "Import", "Importazione"],
  export: ["Export", "Export", "Esportazione"],
  newImport: ["Import a file", "Datei einlesen", "Importa un file"],
  place: ["Place", "Ort", "Posizione"],
  processed: ["Processed", "Verarbeitet", "Elaborati"],
  failed: ["Failed", "Fehlgeschlagen", "Non riusciti"],
  segment: ["Segment", "Segment", "Segmento"],
  failures: ["Failures", "Fehler", "Errori"],
} as const;
