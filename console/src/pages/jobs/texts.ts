export const texts = {
  title: ["Import and export jobs", "Import- und Exportaufträge", "Importazioni ed esportazioni"],
  what: [
    "Files that were read in or written out.",
    "Dateien, die eingelesen oder geschrieben wurden.",
    "File importati o scritti.",
  ],
  emptyTitle: ["No jobs", "Keine Aufträge", "Nessuna operazione"],
  emptyHint: [
    "Imports bring people in, exports write them to S3.",
    "Importe bringen Personen herein, Exporte schreiben sie nach S3.",
    "Le importazioni aggiungono persone, le esportazioni le scrivono in S3.",
  ],
  import: ["Import", "Import", "Importazione"],
  export: ["Export", "Export", "Esportazione"],
  newImport: ["Import a file", "Datei einlesen", "Importa un file"],
  place: ["File", "Datei", "File"],
  completed: ["Completed", "Abgeschlossen", "Completata"],
  failuresWhat: [
    "The first {n} of {all}, with file and line.",
    "Die ersten {n} von {all}, mit Datei und Zeile.",
    "I primi {n} di {all}, con file e riga.",
  ],
  processed: ["Processed", "Verarbeitet", "Elaborati"],
  failed: ["Failed", "Fehlgeschlagen", "Non riusciti"],
  segment: ["Segment", "Segment", "Segmento"],
  failures: ["Failures", "Fehler", "Errori"],
} as const;
