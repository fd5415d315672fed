//! Languages: tags become names before they are kept (amplitude.md 1.2).
//!
//! Amplitude publishes a table of some 1,500 tags, names and spellings. It all but follows three
//! rules, which stand here instead: a tag counts by its language, whatever its region or script;
//! an English or own name, in any case, becomes the English name; and a place in brackets behind a
//! name makes no difference. The two tags that break the first rule are listed; the table's slips
//! (`ga`, Irish, as `Ga`) are not repeated.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The language's English name for a tag (`en-US`, `en_us` → `English`) or a name (`english`,
/// `Deutsch (Schweiz)`), in any case. What is neither stays as it came.
pub fn name_of(tag: &str) -> Cow<'_, str> {
    let text = tag.trim().to_lowercase().replace('_', "-");
    let before = |mark: char| text.split(mark).next().unwrap_or_default().trim_end();
    NAMES
        .get(text.as_str())
        .or_else(|| NAMES.get(before('(')))
        .or_else(|| NAMES.get(before('-')))
        .map_or(Cow::Borrowed(tag), |name| Cow::Borrowed(*name))
}

/// English names by everything that stands for them, in lower case.
static NAMES: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let tags = LANGUAGES
        .iter()
        .flat_map(|(tags, name)| tags.split(' ').map(|tag| (tag.to_owned(), *name)));
    let english = LANGUAGES
        .iter()
        .map(|(_, name)| (name.to_lowercase(), *name));
    let others = FURTHER_NAMES
        .iter()
        .map(|(other, name)| (other.to_lowercase(), *name));
    let regions = REGIONS.iter().map(|(tag, name)| ((*tag).to_owned(), *name));
    tags.chain(english).chain(others).chain(regions).collect()
});

/// Regions whose language has a name of its own.
const REGIONS: [(&str, &str); 2] = [("nl-be", "Flemish"), ("ro-md", "Moldavian")];

/// Tags of ISO 639 (with those that older Java and Android still send) and their names.
#[rustfmt::skip]
const LANGUAGES: &[(&str, &str)] = &[
    ("en eng", "English"), ("es spa", "Spanish"), ("pt por", "Portuguese"),
    ("fr fra fre", "French"), ("de deu ger", "German"), ("it ita", "Italian"),
    ("nl nld dut", "Dutch"), ("ru rus", "Russian"), ("zh zho chi cmn", "Chinese"),
    ("ja jpn", "Japanese"), ("ko kor", "Korean"), ("ar ara", "Arabic"), ("tr tur", "Turkish"),
    ("pl pol", "Polish"), ("sv swe", "Swedish"), ("nb nn no nor nob nno", "Norwegian"),
    ("da dan", "Danish"), ("fi fin", "Finnish"), ("cs ces cze", "Czech"),
    ("sk slk slo", "Slovak"), ("hu hun", "Hungarian"), ("ro ron rum mo", "Romanian"),
    ("bg bul", "Bulgarian"), ("el ell gre", "Greek"), ("he heb iw", "Hebrew"),
    ("hi hin", "Hindi"), ("id ind in", "Indonesian"), ("ms msa may", "Malay"), ("th tha", "Thai"),
    ("vi vie", "Vietnamese"), ("uk ukr", "Ukrainian"), ("hr hrv", "Croatian"),
    ("sr srp", "Serbian"), ("sl slv", "Slovenian"), ("lt lit", "Lithuanian"),
    ("lv lav", "Latvian"), ("et est", "Estonian"), ("fa fas per", "Persian"), ("fil", "Filipino"),
    ("tl tgl", "Tagalog"), ("yue", "Cantonese"), ("ca cat", "Catalan"), ("eu eus baq", "Basque"),
    ("gl glg", "Galician"), ("aa aar", "Afar"), ("ab abk", "Abkhazian"), ("ace", "Achinese"),
    ("ae ave", "Avestan"), ("af afr", "Afrikaans"), ("ak aka", "Akan"), ("am amh", "Amharic"),
    ("an arg", "Aragonese"), ("ang", "Old English"), ("arn", "Mapuche"), ("as asm", "Assamese"),
    ("ast", "Asturian"), ("av ava", "Avaric"), ("awa", "Awadhi"), ("ay aym", "Aymara"),
    ("az aze", "Azerbaijani"), ("ba bak", "Bashkir"), ("bal", "Baluchi"), ("ban", "Balinese"),
    ("be bel", "Belarusian"), ("bem", "Bemba"), ("bho", "Bhojpuri"), ("bi bis", "Bislama"),
    ("bm bam", "Bambara"), ("bn ben", "Bengali"), ("bo bod tib", "Tibetan"), ("br bre", "Breton"),
    ("brx", "Bodo"), ("bs bos", "Bosnian"), ("bug", "Buginese"), ("ce che", "Chechen"),
    ("ceb", "Cebuano"), ("ch cha", "Chamorro"), ("chr", "Cherokee"), ("ckb", "Sorani Kurdish"),
    ("co cos", "Corsican"), ("cr cre", "Cree"), ("crh", "Crimean Turkish"), ("csb", "Kashubian"),
    ("cu chu", "Church Slavic"), ("cv chv", "Chuvash"), ("cy cym wel", "Welsh"), ("doi", "Dogri"),
    ("dsb", "Lower Sorbian"), ("dv div", "Divehi"), ("dz dzo", "Dzongkha"), ("ee ewe", "Ewe"),
    ("eo epo", "Esperanto"), ("ff ful", "Fulah"), ("fj fij", "Fijian"), ("fo fao", "Faroese"),
    ("fur", "Friulian"), ("fy fry", "Western Frisian"), ("ga gle", "Irish"),
    ("gd gla", "Scottish Gaelic"), ("gn grn", "Guarani"), ("grc", "Ancient Greek"),
    ("gsw", "Swiss German"), ("gu guj", "Gujarati"), ("gv glv", "Manx"), ("ha hau", "Hausa"),
    ("haw", "Hawaiian"), ("hil", "Hiligaynon"), ("hmn", "Hmong"), ("ho hmo", "Hiri Motu"),
    ("hsb", "Upper Sorbian"), ("ht hat", "Haitian"), ("hy hye arm", "Armenian"),
    ("hz her", "Herero"), ("ia ina", "Interlingua"), ("ie ile", "Interlingue"),
    ("ig ibo", "Igbo"), ("ii iii", "Sichuan Yi"), ("ik ipk", "Inupiaq"), ("ilo", "Iloko"),
    ("io ido", "Ido"), ("is isl ice", "Icelandic"), ("iu iku", "Inuktitut"), ("jbo", "Lojban"),
    ("jv jav", "Javanese"), ("ka kat geo", "Georgian"), ("kab", "Kabyle"), ("kg kon", "Kongo"),
    ("kha", "Khasi"), ("ki kik", "Kikuyu"), ("kj kua", "Kuanyama"), ("kk kaz", "Kazakh"),
    ("kl kal", "Kalaallisut"), ("km khm", "Khmer"), ("kn kan", "Kannada"), ("kok", "Konkani"),
    ("kr kau", "Kanuri"), ("ks kas", "Kashmiri"), ("ku kur", "Kurdish"), ("kv kom", "Komi"),
    ("kw cor", "Cornish"), ("ky kir", "Kyrgyz"), ("la lat", "Latin"), ("lad", "Ladino"),
    ("lb ltz", "Luxembourgish"), ("lg lug", "Ganda"), ("li lim", "Limburgish"), ("lkt", "Lakota"),
    ("ln lin", "Lingala"), ("lo lao", "Lao"), ("lu lub", "Luba-Katanga"), ("luo", "Luo"),
    ("luy", "Luyia"), ("mad", "Madurese"), ("mai", "Maithili"), ("mas", "Masai"),
    ("mfe", "Morisyen"), ("mg mlg", "Malagasy"), ("mh mah", "Marshallese"),
    ("mi mri mao", "Maori"), ("min", "Minangkabau"), ("mk mkd mac", "Macedonian"),
    ("ml mal", "Malayalam"), ("mn mon", "Mongolian"), ("mni", "Manipuri"), ("mr mar", "Marathi"),
    ("mt mlt", "Maltese"), ("mwr", "Marwari"), ("my mya bur", "Burmese"), ("na nau", "Nauru"),
    ("nap", "Neapolitan"), ("nd nde", "North Ndebele"), ("nds", "Low German"),
    ("ne nep", "Nepali"), ("new", "Newari"), ("ng ndo", "Ndonga"), ("nr nbl", "South Ndebele"),
    ("nso", "Northern Sotho"), ("nv nav", "Navajo"), ("ny nya", "Nyanja"), ("nyn", "Nyankole"),
    ("oc oci", "Occitan"), ("oj oji", "Ojibwa"), ("om orm", "Oromo"), ("or ori", "Oriya"),
    ("os oss", "Ossetic"), ("pa pan", "Punjabi"), ("pag", "Pangasinan"), ("pam", "Pampanga"),
    ("pap", "Papiamento"), ("pi pli", "Pali"), ("ps pus", "Pashto"), ("qu que", "Quechua"),
    ("raj", "Rajasthani"), ("rm roh", "Romansh"), ("rn run", "Rundi"), ("rom", "Romany"),
    ("rw kin", "Kinyarwanda"), ("sa san", "Sanskrit"), ("sah", "Sakha"), ("sat", "Santali"),
    ("sc srd", "Sardinian"), ("scn", "Sicilian"), ("sco", "Scots"), ("sd snd", "Sindhi"),
    ("se sme", "Northern Sami"), ("sg sag", "Sango"), ("sh hbs", "Serbo-Croatian"),
    ("shn", "Shan"), ("si sin", "Sinhala"), ("sm smo", "Samoan"), ("sn sna", "Shona"),
    ("so som", "Somali"), ("sq sqi alb", "Albanian"), ("ss ssw", "Swati"),
    ("st sot", "Southern Sotho"), ("su sun", "Sundanese"), ("sw swa", "Swahili"),
    ("syr", "Syriac"), ("ta tam", "Tamil"), ("te tel", "Telugu"), ("tet", "Tetum"),
    ("tg tgk", "Tajik"), ("ti tir", "Tigrinya"), ("tk tuk", "Turkmen"), ("tn tsn", "Tswana"),
    ("to ton", "Tongan"), ("tpi", "Tok Pisin"), ("ts tso", "Tsonga"), ("tt tat", "Tatar"),
    ("tum", "Tumbuka"), ("tw twi", "Twi"), ("ty tah", "Tahitian"), ("tyv", "Tuvinian"),
    ("udm", "Udmurt"), ("ug uig", "Uyghur"), ("ur urd", "Urdu"), ("uz uzb", "Uzbek"),
    ("ve ven", "Venda"), ("vo vol", "Volapük"), ("wa wln", "Walloon"), ("war", "Waray"),
    ("wo wol", "Wolof"), ("xal", "Kalmyk"), ("xh xho", "Xhosa"), ("yi yid ji", "Yiddish"),
    ("yo yor", "Yoruba"), ("za zha", "Zhuang"), ("zgh", "Standard Moroccan Tamazight"),
    ("zu zul", "Zulu"), ("zza", "Zaza"),
];

/// Further names: what languages call themselves, and what varieties are called.
#[rustfmt::skip]
const FURTHER_NAMES: &[(&str, &str)] = &[
    ("American English", "English"), ("British English", "English"),
    ("Australian English", "English"), ("Canadian English", "English"),
    ("Latin American Spanish", "Spanish"), ("European Spanish", "Spanish"),
    ("Mexican Spanish", "Spanish"), ("Brazilian Portuguese", "Portuguese"),
    ("European Portuguese", "Portuguese"), ("Canadian French", "French"),
    ("Swiss French", "French"), ("Austrian German", "German"), ("Swiss High German", "German"),
    ("Simplified Chinese", "Chinese"), ("Traditional Chinese", "Chinese"),
    ("Modern Standard Arabic", "Arabic"), ("Norwegian Bokmål", "Norwegian"),
    ("Norwegian Nynorsk", "Norwegian"), ("Farsi", "Persian"), ("Flemish", "Flemish"),
    ("Moldavian", "Moldavian"), ("español", "Spanish"), ("português", "Portuguese"),
    ("français", "French"), ("Deutsch", "German"), ("italiano", "Italian"),
    ("Nederlands", "Dutch"), ("Vlaams", "Flemish"), ("русский", "Russian"), ("中文", "Chinese"),
    ("简体中文", "Chinese"), ("繁體中文", "Chinese"), ("日本語", "Japanese"), ("한국어", "Korean"),
    ("العربية", "Arabic"), ("Türkçe", "Turkish"), ("polski", "Polish"), ("svenska", "Swedish"),
    ("norsk", "Norwegian"), ("norsk bokmål", "Norwegian"), ("nynorsk", "Norwegian"),
    ("dansk", "Danish"), ("suomi", "Finnish"), ("čeština", "Czech"), ("slovenčina", "Slovak"),
    ("magyar", "Hungarian"), ("română", "Romanian"), ("български", "Bulgarian"),
    ("Ελληνικά", "Greek"), ("עברית", "Hebrew"), ("हिन्दी", "Hindi"),
    ("Bahasa Indonesia", "Indonesian"), ("Bahasa Melayu", "Malay"), ("ไทย", "Thai"),
    ("Tiếng Việt", "Vietnamese"), ("українська", "Ukrainian"), ("hrvatski", "Croatian"),
    ("српски", "Serbian"), ("slovenščina", "Slovenian"), ("lietuvių", "Lithuanian"),
    ("latviešu", "Latvian"), ("eesti", "Estonian"), ("فارسی", "Persian"), ("català", "Catalan"),
    ("euskara", "Basque"), ("galego", "Galician"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_tag_becomes_the_name_whatever_its_case_region_or_script() {
        for (tag, name) in [
            ("en", "English"),
            ("en-US", "English"),
            ("EN_gb", "English"),
            ("es-419", "Spanish"),
            ("pt_BR", "Portuguese"),
            ("zh-Hant-TW", "Chinese"),
            ("nb-NO", "Norwegian"),
            ("fil", "Filipino"),
            ("iw_IL", "Hebrew"),
            ("in_ID", "Indonesian"),
            ("yue", "Cantonese"),
        ] {
            assert_eq!(name_of(tag), name, "{tag}");
        }
    }

    #[test]
    fn two_regions_have_a_language_of_their_own() {
        assert_eq!(name_of("nl-NL"), "Dutch");
        assert_eq!(name_of("nl-BE"), "Flemish");
        assert_eq!(name_of("ro_MD"), "Moldavian");
    }

    #[test]
    fn a_name_becomes_the_english_one() {
        for (text, name) in [
            ("english", "English"),
            ("English (United States)", "English"),
            ("FRANÇAIS", "French"),
            ("Deutsch (Schweiz)", "German"),
            ("русский", "Russian"),
            ("Brazilian Portuguese", "Portuguese"),
        ] {
            assert_eq!(name_of(text), name, "{text}");
        }
    }

    #[test]
    fn what_is_no_language_stays_as_it_came() {
        for text in ["", "xx-YY", "Elvish", " Klingon? ", "enx", "-", "(none)"] {
            assert_eq!(name_of(text), text);
        }
    }

    #[test]
    fn no_tag_stands_for_two_languages_and_every_name_stays_itself() {
        let mut tags = HashSet::new();
        for (known, name) in LANGUAGES {
            for tag in known.split(' ') {
                assert!(tags.insert(tag), "{tag} twice");
            }
            assert_eq!(name_of(name), *name);
        }
    }
}
