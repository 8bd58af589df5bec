"""The invented outlets of the sample."""

from __future__ import annotations

NOTICE = "Invented outlet and wording, written for demonstration; not a real report."
OUTLETS: dict[str, dict[str, str]] = {
    "Meridian Wire": {"domain": "wire.example", "kind": "wire agency"},
    "The Daily Lantern": {"domain": "lantern.example", "kind": "tabloid"},
    "Halyard Institute": {"domain": "halyard.example", "kind": "think-tank blog"},
    "Eastern Dawn News Agency": {"domain": "dawn.example", "kind": "state media"},
    "Tarn Valley Courier": {"domain": "tarnvalley.example", "kind": "local paper"},
    "Ledger & Exchange": {"domain": "ledger.example", "kind": "business daily"},
    "Public Radio North": {"domain": "prnorth.example", "kind": "public broadcaster"},
    "The Iberian Post": {"domain": "iberianpost.example", "kind": "regional paper"},
    "Rampart Review": {"domain": "rampart.example", "kind": "specialist defence site"},
    "Hangang Daily": {"domain": "hangang.example", "kind": "national daily"},
    "The Schuman Letter": {"domain": "schumanletter.example", "kind": "policy newsletter"},
    "Perigee": {"domain": "perigee.example", "kind": "space magazine"},
    "La Ribera Diaria": {"domain": "ribera.example", "kind": "regional paper in Spanish"},
    "Le Quai du Matin": {"domain": "quaimatin.example", "kind": "national daily in French"},
    "Der Uferbote": {"domain": "uferbote.example", "kind": "regional paper in German"},
}
