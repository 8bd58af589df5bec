"""Countries of the world: how news writes each, its people and its cities, so that "Seoul" and "South Korean" agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from newslab.compare.difference import Difference
from newslab.text.normalise import fold

if TYPE_CHECKING:
    from newslab.compare.sides import Pair

# key: names and people, comma-separated | cities (the capital first). A city also stands for its country's government.
COUNTRIES: Final = """
Afghanistan, Afghan | Kabul, Kandahar, Herat, Kunduz, Jalalabad
Albania, Albanian | Tirana
Algeria, Algerian | Algiers
Andorra, Andorran |
Angola, Angolan | Luanda
Argentina, Argentine, Argentinian | Buenos Aires
Armenia, Armenian | Yerevan
Australia, Australian, Aussie | Canberra, Sydney, Melbourne, Brisbane, Perth, Adelaide
Austria, Austrian | Vienna, Salzburg
Azerbaijan, Azerbaijani, Azeri | Baku
Bahamas, Bahamian | Nassau
Bahrain, Bahraini | Manama
Bangladesh, Bangladeshi | Dhaka, Chittagong
Barbados, Barbadian | Bridgetown
Belarus, Belarusian | Minsk
Belgium, Belgian | Brussels, Antwerp
Belize, Belizean |
Benin, Beninese |
Bhutan, Bhutanese | Thimphu
Bolivia, Bolivian | La Paz
Bosnia, Bosnian, Bosnia and Herzegovina | Sarajevo
Botswana | Gaborone
Brazil, Brazilian | Brasilia, Rio de Janeiro, Sao Paulo, Rio
Brunei, Bruneian |
Bulgaria, Bulgarian | Sofia
Burkina Faso, Burkinabe | Ouagadougou
Burundi, Burundian | Bujumbura
Cambodia, Cambodian | Phnom Penh
Cameroon, Cameroonian | Yaounde
Canada, Canadian | Ottawa, Toronto, Vancouver, Montreal, Calgary, Quebec, Ontario, Alberta
Central African Republic | Bangui
Chad, Chadian | N'Djamena
Chile, Chilean | Santiago
China, Chinese, PRC | Beijing, Shanghai, Guangzhou, Shenzhen, Chongqing, Wuhan, Xinjiang, Sichuan, Tianjin
Colombia, Colombian | Bogota, Medellin
Congo, Congolese, DR Congo, DRC | Kinshasa, Goma, Brazzaville
Costa Rica, Costa Rican |
Croatia, Croatian, Croat | Zagreb
Cuba, Cuban | Havana
Cyprus, Cypriot | Nicosia
Czech Republic, Czech, Czechia | Prague
Denmark, Danish, Dane | Copenhagen
Djibouti |
Dominican Republic | Santo Domingo
East Timor, Timor-Leste, Timorese | Dili
Ecuador, Ecuadorian, Ecuadorean | Quito
Egypt, Egyptian | Cairo, Alexandria, Sinai
El Salvador, Salvadoran | San Salvador
Eritrea, Eritrean | Asmara
Estonia, Estonian | Tallinn
Ethiopia, Ethiopian | Addis Ababa
Fiji, Fijian | Suva
Finland, Finnish, Finn | Helsinki
France, French, Frenchman | Paris, Marseille, Lyon, Nice, Toulouse, Strasbourg
Gabon, Gabonese | Libreville
Gambia, Gambian | Banjul
Georgian | Tbilisi
Germany, German | Berlin, Munich, Hamburg, Frankfurt, Cologne
Ghana, Ghanaian | Accra
Greece, Greek | Athens, Thessaloniki
Guatemala, Guatemalan |
Guinea, Guinean | Conakry
Guyana, Guyanese |
Haiti, Haitian | Port-au-Prince
Honduras, Honduran | Tegucigalpa
Hong Kong, Hongkonger |
Hungary, Hungarian | Budapest
Iceland, Icelandic, Icelander | Reykjavik
India, Indian | New Delhi, Delhi, Mumbai, Kolkata, Chennai, Bangalore, Hyderabad, Kashmir, Gujarat, Kerala, Assam
Indonesia, Indonesian | Jakarta, Bali, Aceh, Sumatra, Papua, Java, Sulawesi
Iran, Iranian | Tehran, Isfahan
Iraq, Iraqi | Baghdad, Mosul, Basra, Kirkuk, Fallujah, Tikrit
Ireland, Irish | Dublin
Israel, Israeli | Jerusalem, Tel Aviv, Haifa
Italy, Italian | Rome, Milan, Naples, Venice, Sicily, Lampedusa
Ivory Coast, Ivorian, Cote d'Ivoire | Abidjan
Jamaica, Jamaican |
Japan, Japanese | Tokyo, Osaka, Fukushima, Hiroshima, Hokkaido, Okinawa, Kyoto
Jordanian | Amman
Kazakhstan, Kazakh | Astana, Almaty
Kenya, Kenyan | Nairobi, Mombasa
Kosovo, Kosovar | Pristina
Kuwait, Kuwaiti |
Kyrgyzstan, Kyrgyz | Bishkek
Laos, Laotian | Vientiane
Latvia, Latvian | Riga
Lebanon, Lebanese | Beirut
Lesotho |
Liberia, Liberian | Monrovia
Libya, Libyan | Tripoli, Benghazi
Lithuania, Lithuanian | Vilnius
Luxembourg |
Madagascar, Malagasy | Antananarivo
Malawi, Malawian | Lilongwe
Malaysia, Malaysian | Kuala Lumpur
Maldives, Maldivian |
Mali, Malian | Bamako, Timbuktu, Gao
Malta, Maltese | Valletta
Mauritania, Mauritanian | Nouakchott
Mauritius, Mauritian |
Mexico, Mexican | Mexico City, Acapulco, Tijuana, Juarez
Moldova, Moldovan | Chisinau
Monaco |
Mongolia, Mongolian | Ulan Bator
Montenegro, Montenegrin | Podgorica
Morocco, Moroccan | Rabat, Casablanca
Mozambique, Mozambican | Maputo
Myanmar, Burma, Burmese | Yangon, Naypyidaw, Rangoon, Rakhine
Namibia, Namibian | Windhoek
Nepal, Nepali, Nepalese | Kathmandu
Netherlands, Dutch, Holland, Dutchman | Amsterdam, The Hague, Rotterdam
New Zealand, New Zealander, Kiwi | Wellington, Auckland, Christchurch
Nicaragua, Nicaraguan | Managua
Niger, Nigerien | Niamey
Nigeria, Nigerian | Abuja, Lagos, Kano, Borno, Maiduguri
North Korea, North Korean, N. Korea, N. Korean, N Korea, N Korean, NKorea, DPRK | Pyongyang
Norway, Norwegian | Oslo
Oman, Omani | Muscat
Pakistan, Pakistani | Islamabad, Karachi, Lahore, Peshawar, Quetta, Punjab, Waziristan
Palestine, Palestinian, Gaza, Gazan, West Bank | Ramallah, Gaza City
Panama, Panamanian |
Papua New Guinea | Port Moresby
Paraguay, Paraguayan | Asuncion
Peru, Peruvian | Lima
Philippines, Philippine, Filipino | Manila, Mindanao
Poland, Polish, Pole | Warsaw, Krakow
Portugal, Portuguese | Lisbon
Qatar, Qatari | Doha
Romania, Romanian | Bucharest
Russia, Russian | Moscow, Kremlin, St Petersburg, St. Petersburg, Sochi, Volgograd, Dagestan, Chechnya
Rwanda, Rwandan | Kigali
Saudi Arabia, Saudi, Saudi Arabian | Riyadh, Mecca, Jeddah
Senegal, Senegalese | Dakar
Serbia, Serbian, Serb | Belgrade
Sierra Leone, Sierra Leonean | Freetown
Singapore, Singaporean |
Slovakia, Slovak | Bratislava
Slovenia, Slovenian, Slovene | Ljubljana
Somalia, Somali | Mogadishu, Kismayo
South Africa, South African, S. Africa, S Africa | Pretoria, Johannesburg, Cape Town, Durban
South Korea, South Korean, S. Korea, S. Korean, S Korea, S Korean, SKorea | Seoul, Busan, Incheon
South Sudan, South Sudanese | Juba
Spain, Spanish, Spaniard | Madrid, Barcelona, Catalonia, Valencia
Sri Lanka, Sri Lankan | Colombo
Sudan, Sudanese | Khartoum, Darfur
Suriname, Surinamese |
Swaziland, Swazi, Eswatini |
Sweden, Swedish, Swede | Stockholm, Gothenburg
Switzerland, Swiss | Bern, Geneva, Zurich
Syria, Syrian | Damascus, Aleppo, Homs, Idlib, Hama
Taiwan, Taiwanese | Taipei
Tajikistan, Tajik | Dushanbe
Tanzania, Tanzanian | Dar es Salaam, Zanzibar
Thailand, Thai | Bangkok, Phuket
Togo, Togolese |
Trinidad, Trinidadian |
Tunisia, Tunisian | Tunis
Turkey, Turkish, Turk, Turkiye | Ankara, Istanbul
Turkmenistan, Turkmen | Ashgabat
Uganda, Ugandan | Kampala
Ukraine, Ukrainian | Kiev, Kyiv, Crimea, Donetsk, Odessa, Kharkiv, Lviv, Luhansk
United Arab Emirates, UAE, Emirati | Abu Dhabi, Dubai
United Kingdom, UK, U.K., Britain, British, Briton, Great Britain, England, English, Scotland, Scottish, Wales, Welsh, \
Northern Ireland | London, Manchester, Birmingham, Liverpool, Edinburgh, Glasgow, Belfast, Cardiff, Leeds
United States, US, U.S., USA, U.S.A., America, American | Washington, New York, NY, NYC, New York City, Los Angeles, \
Chicago, Houston, Boston, Miami, Dallas, San Francisco, Seattle, Denver, Detroit, Atlanta, Philadelphia, Las Vegas, \
Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Florida, Hawaii, Idaho, Illinois, Indiana, \
Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, \
Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, \
Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, West Virginia, \
Wisconsin, Wyoming, New Orleans, Texan, Californian
Uruguay, Uruguayan | Montevideo
Uzbekistan, Uzbek | Tashkent
Vatican, Holy See |
Venezuela, Venezuelan | Caracas
Vietnam, Vietnamese | Hanoi, Ho Chi Minh City
Yemen, Yemeni | Sanaa, Aden
Zambia, Zambian | Lusaka
Zimbabwe, Zimbabwean | Harare
Europe, European | Eurozone
"""
AMBIGUOUS: Final = {"Jordan": "Jordanian", "Georgia": "Georgian"}  # a man's name; a state of the United States


@dataclass(frozen=True)
class Place:
    """A place named in a sentence: its country, its city or region where one is named, and where it stands."""

    country: str
    city: str
    start: int
    end: int
    text: str


@lru_cache(maxsize=1)
def _gazetteer() -> dict[str, tuple[str, str]]:
    known: dict[str, tuple[str, str]] = {}
    for line in COUNTRIES.strip().splitlines():
        countries, _, cities = line.partition("|")
        names = [name.strip() for name in countries.split(",") if name.strip()]
        for name in names:
            known[name] = (names[0], "")
        for city in filter(None, (city.strip() for city in cities.split(","))):
            known.setdefault(city, (names[0], city))
    for name, country in AMBIGUOUS.items():
        known[name] = (country, "")
    for short in ("NY", "NYC", "New York City"):
        known[short] = ("United States", "New York")
    return known


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Return what finds a name, the longest first; sorted by first letter, since each branch that is tried costs."""
    names = sorted(_gazetteer(), key=lambda name: (name[0], -len(name), name))
    branches = [
        re.escape(first) + f"(?:{'|'.join(re.escape(name[1:]) for name in held)})"
        for first, held in groupby(names, key=lambda name: name[0])
    ]
    return re.compile(rf"(?=[A-Z])(?<![\w.])(?:{'|'.join(branches)})(?:s|'s|es)?(?!\w)")


def find_places(text: str) -> list[Place]:
    """Find the countries, peoples and large cities that a folded text names, in order.

    Examples
    --------
    >>> [(place.country, place.city) for place in find_places("S. Korean envoys leave Warsaw")]
    [('South Korea', ''), ('Poland', 'Warsaw')]
    """
    found = []
    for match in _pattern().finditer(text):
        name = match.group()
        for suffix in ("", "'s", "s", "es"):
            stem = name.removesuffix(suffix)
            if stem in _gazetteer():
                country, city = _gazetteer()[stem]
                found.append(Place(country, city, match.start(), match.start() + len(stem), stem))
                break
    return found


LEAST_LIKE: Final = 0.3  # likeness of two statements from which their countries or cities are those of one happening


def find_place_difference(pair: Pair) -> Difference | None:
    """Return the countries, else cities, that only one of two like statements names, and its article alone; or None."""
    if pair.like < LEAST_LIKE:
        return None
    sides = [find_places(fold(one.text).text) for one in (pair.a, pair.b)]
    known = [{place.country for place in places} for places in sides]
    left, right = ([place for place in sides[at] if place.country not in known[1 - at]] for at in (0, 1))
    if not (left and right):
        return None
    for place, other in ((left[0], pair.b), (right[0], pair.a)):
        if any(one.country == place.country for one in find_places(fold(other.article.text).text)):
            return None
    reason = f"{{a}} names {left[0].text}, {{b}} {right[0].text}"
    return Difference("place", "place", "differs", "the place", left[0].text, right[0].text, reason)
