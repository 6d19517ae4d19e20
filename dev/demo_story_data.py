"""Customers and documents of the story, as of Monday 2 March 2026."""

from datetime import date

START = date(2026, 3, 2)

# key: name, type, city, country, address of its messages, language
CUSTOMERS = {
    "parc": ("Hôtel du Parc", "company", "Angers", "fr", "compta@hotel-parc"),
    "lecoq": ("Boulangeries Lecoq", "company", "Cholet", "fr", "compta@lecoq"),
    "talbot": ("Menuiserie Talbot", "company", "Saumur", "fr", "gestion@talbot"),
    "mairie": (
        "Mairie de Saint-Aubin-des-Prés",
        "public",
        "Saint-Aubin-des-Prés",
        "fr",
        "finances@saint-aubin-des-pres",
    ),
    "clairval": ("Résidence Clairval", "company", "Angers", "fr", "syndic@clairval"),
    "mme_d": ("Mme D.", "consumer", "Angers", "fr", "mme.d@courriel"),
    "m_k": ("M. K.", "consumer", "Trélazé", "fr", "m.k@courriel"),
    "brehat": ("Constructions Bréhat", "company", "Rennes", "fr", "compta@brehat"),
    "estran": ("Restaurant L'Estran", "company", "Nantes", "fr", "contact@estran"),
    "kermor": ("Transports Kermor", "company", "Lorient", "fr", "compta@kermor"),
    "moreau": ("Garage Moreau", "", "Segré", "fr", "garage@moreau"),
    "alpenhof": ("Alpenhof AG", "company", "Chur", "ch", "accounts@alpenhof"),
    "vaugan": ("Studio Vaugan", "company", "Angers", "fr", "studio@vaugan"),
    "reprise": ("Clients repris en 2024", "company", "Angers", "fr", ""),
}
# whose letters can be posted
HOMES = {"estran": {"street": "12 quai de la Fosse", "zip": "44000"}}
# who can be called or texted
PHONES = {
    "lecoq": "+33 6 44 60 01 77",
    "moreau": "+33 6 44 60 01 95",
    "alpenhof": "+41 79 000 01 88",
    "namur": "+32 470 00 00 12",
    "huy": "+32 470 00 00 13",
}
BELGIANS = {
    "namur": {
        "name": "Consommatrice à Namur",
        "recovery_debtor_type": "consumer",
        "street": "8 rue du Pont",
        "zip": "5000",
        "city": "Namur",
        "email": "namur@courriel.example",
    },
    "huy": {
        "name": "Brasserie de Huy",
        "is_company": True,
        "recovery_debtor_type": "company",
        "city": "Huy",
        "email": "compta@brasserie-huy.example",
    },
}
BELGIAN_INVOICES = (
    ("BE-0012", "namur", "2026-01-19", "2026-02-18", 180.0, "Store enrouleur"),
    ("BE-0014", "huy", "2026-01-21", "2026-02-20", 605.0, "Enseigne"),
)
# key: number, customer, date, due, total with taxes, tax, label
INVOICES = (
    ("FA-0231", "parc", "2026-01-25", "2026-02-24", 2160.0, "goods", "Stores"),
    ("FA-0177", "lecoq", "2026-01-01", "2026-01-31", 4800.0, "goods", "Enseignes"),
    ("FA-0198", "lecoq", "2026-01-16", "2026-02-15", 1920.0, "goods", "Éclairage"),
    ("FA-0205", "talbot", "2026-01-21", "2026-02-20", 3600.0, "goods", "Stores"),
    ("FA-0168", "mairie", "2026-01-13", "2026-02-12", 7200.0, "goods", "Éclairage"),
    ("FA-0190", "clairval", "2026-01-11", "2026-02-10", 1000.0, "service", "Pose"),
    ("FA-0184", "mme_d", "2026-01-06", "2026-02-05", 1240.0, "goods", "Store banne"),
    ("FA-0102", "m_k", "2025-10-21", "2025-11-20", 890.0, "goods", "Store banne"),
    ("FA-0120", "estran", "2025-12-11", "2026-01-10", 6000.0, "service", "Pose"),
    ("FA-0210", "kermor", "2026-01-26", "2026-02-25", 9600.0, "goods", "Enseignes"),
    ("FA-0195", "moreau", "2026-01-15", "2026-02-14", 480.0, "goods", "Enseigne"),
    ("FA-0188", "alpenhof", "2026-01-21", "2026-02-20", 3000.0, "export", "Blinds"),
    ("FA-0089", "vaugan", "2025-08-31", "2025-09-30", 2400.0, "goods", "Éclairage"),
    ("FA-0163", "brehat", "2026-02-08", "2026-03-10", 5400.0, "goods", "Enseignes"),
)
# paid long ago: customer, date, total, days late
HISTORY = (
    ("parc", "2019-05-06", 1440.0, 0),
    ("parc", "2022-06-13", 2880.0, -2),
    ("parc", "2025-04-07", 1980.0, 0),
    ("lecoq", "2024-05-13", 1200.0, 12),
    ("lecoq", "2025-03-10", 2400.0, 18),
    ("lecoq", "2025-09-15", 960.0, 9),
    ("talbot", "2024-06-10", 840.0, 0),
    ("clairval", "2024-06-17", 600.0, 0),
    ("brehat", "2024-09-09", 7200.0, 4),
    ("estran", "2024-10-07", 1800.0, 0),
    ("kermor", "2024-10-14", 3600.0, 0),
    ("moreau", "2024-11-04", 360.0, 0),
    ("alpenhof", "2024-11-18", 1500.0, 0),
    ("vaugan", "2024-12-02", 600.0, 0),
)
HOLDS = (
    # document, kind, from, reason
    ("FA-0102", "moratorium", "2026-01-12", "Surendettement : dossier recevable"),
    ("FA-0089", "insolvency", "2025-12-01", "Liquidation clôturée : perte à passer"),
    ("FA-0210", "factored", "2026-01-26", "Cédée au factor"),
)
