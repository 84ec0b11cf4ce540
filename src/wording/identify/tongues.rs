//! Months, and words for a birth, in the languages that families and offices write in. A note made plain has
//! an `x` for every letter that has an accent, so both spellings stand here.

/// Words that say that the date behind them is one of birth, as a pattern.
pub(super) const BORN: &str = r"geb(?:oren|oorte ?dat(?:um|a)?|urts ?(?:datum|tag)|\.? ?dat(?:um)?)?\.?|fx?o?e?d(?:t|d|selsdato|elsedatum|elsedag|selsdag)|f\.|verjaardag|syntyn(?:yt)?|syntym[a-z]*|s\. ?aika|xeddan|nxe?(?: le)?|nee? le|date de naissance|naissance|d\.?d\.?n\.?|naci(?:d[oa]|x|o|miento)|f(?:echa)?\.? ?(?:de )?nac(?:imiento)?\.?|nasc(?:id[oa]|imento|eu|\.)|dn:|nat[oa](?: il)?|nascita|data ur(?:\.|odzenia)?|urodz(?:on[ya]|enia|ony)?\.?|ur\.|nxscutx?|nascutx?|naxterii|ganwyd|ganed|geni|rugadh|breithe?|doxum(?:lu| tarihi)?|dogum(?:lu| tarihi)?|dhash(?:ay|atay)|dhalatay|dhalasho|taariikhda dhalashada|ditxlindjes?|datelindja|lindur|nar\.|s\.|naro[dz]e?n[axy]?|narodenx?|szxl(?:etett|\.)?|szul(?:etett|\.)|ro[dx]en[ao]?|gimx|gimusi|dzim(?:is|usi)|janam(?: tithi| din)?|janma?(?: tithi| din| dinxk)?|paidaish|pxdx?|jonmo|ipinanganak|kaarawan|kuzaliwa|amezaliwa|whxnau ia|rx whxnau|ra whanau|lahir|urodziny|anniversaire|cumple(?:axos|anos)?|penblwydd|bursdag|geburtstag|breithlx|compleanno|aniversxrio|birthday|ngxy sinh|ngay sinh|tavall?od|milad|birth";

/// What may stand between such a word and the date: "den 3 maj", "le 1er juillet".
pub(super) const BETWEEN: &str = " le| la| il| el| em| en| den| am| a| dnia| ar| op| i| pe| r\\.?| dn\\.?| on| ia| waa| kuwa| to| xr| the| is| was";

/// Months of other languages that are no words of English.
const OTHERS: &str = "januar januari janvier ianuarie enero gennaio janeiro februar februari fevrier fxvrier febrero febbraio fevereiro \
    februarie mars mxrz maerz maart marts marzo marxo marca martie avril abril aprile aprilie kwietnia mai mei maj mayo maio maggio maja \
    juin juni junio giugno junho iunie czerwca juillet juli julio luglio julho iulie lipca aoxt aout augusti augustus agosto sierpnia \
    septembre septiembre settembre setembro septembrie wrzexnia wrzesnia oktober octobre octubre ottobre outubro octombrie paxdziernika \
    novembre noviembre novembro noiembrie listopada dezember desember dxcembre decembre diciembre dicembre dezembro decembrie grudnia \
    stycznia lutego ionawr chwefror mawrth ebrill mehefin gorffennaf awst hydref tachwedd rhagfyr okt dez bealtaine meitheamh lxnasa lxna samhain nollaig feabhra mxrta maijs mayxs haziran temmuz eylxl ekim";

/// Whether a word is a month of another language.
pub(super) fn is_month(word: &[u8]) -> bool {
    super::cues::has(OTHERS, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_several_languages() {
        assert!(
            [&b"juillet"[..], b"Mxrz", b"Gorffennaf", b"maja"].iter().all(|word| is_month(word))
        );
        assert!(!is_month(b"medic") && !is_month(b"market"));
    }
}
