//! What a word says of the number beside it: of what kind it is, that it is a number of something, or
//! that it is a harmless one.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word is to the number beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// It says what the number is the number of.
    Kind(&'static str),
    /// It says that what follows is a number that is kept somewhere.
    Numbering,
    /// It stands between such a word and the number, and says nothing.
    Filler,
    /// It leads to numbers that nobody is known by: of rooms, buses, forms, versions, scores.
    Harmless,
    /// It leads to a time of day.
    Clock,
}

const CASES: &str = "matric ur hrn uhid opd ipd folder cas saps soc lrn ehm eha visor dash marac ccms caredirector sgo lado ncmp contactid case cases caseno ref refs reference references file files record records client clients \
    patient patients referral referrals crime incident cad log urn upn uln crn mosaic lcs liquidlogic logic \
    eclipse hospital hosp mrn court police niche unique claim uprn rio systmone emis paris carefirst frameworki \
    framework framework-i charms delius pnc cro noms prison prisoner inmate offender custody pulse docket intake \
    arc marac datix tenancy tenant complaint ico fir cris athena occurrence event ombudsman appeal warrant \
    booking ticket enquiry inquiry chart episode matter student pupil employee payroll laa mash safeguarding \
    housing yot yos ics icpis investigation storm merlin mappa job parcel application ehcp sen cin lac plo adoption port nass \
    asylum fostering placement ulr uci learner lorenzo cerner careworks tusla notification concern \
    petition cause homeless homelessness voucher resident occupant user customer household family episode \
    disclosure statement exhibit occ inc foi sar subject council admission discharge \
    wristband specimen sample lab nsn dcj docs cps ocs hmcts cafcass \
    refuge shelter registry archive recording clip evidence seal property charity donor prescription theatre \
    dossier aktenzeichen zaak zaaknummer zaaknr dossiernummer sak saksnr saksnummer mxl mxlnr diarienummer dnr xrende xrendenr sagsnr \
    sygn sygnatura akt expediente procedimiento fascicolo processo dosar cyfeirnod achos asunto geschxftszeichen gz akte jugendamt \
    jugendhilfe aemo mdph sprawa spis inquest coroner coroners coronial guardianship probate chancery cmo palos pals phso lgsco riddor siri \
      kainos adoptee oic intel bwv arrest summons ticket pcn parole hdc \
     marf iaro seoc cpims ecase acis kccis cyf waisrapport  ";

const IDS: &str = "aid tag cert unhcr irp csn swn paypoint tvl gym iccid tribal ihs gwf pp paszport paszportu vitale settled share-code monzo starling revolut barclays halifax natwest lloyds nationwide santander tsb hsbc \
    frame microchip chip allocataire pasaporto passaporto pass-no euss evisa s/no ser serialno centrelink msd winz jobseeker universal uc esa pip dla claimant serial asset personalausweis ausweis \
    ausweisnr perso dowxd dowod nie nif curp rut cedula nric hkid cnic nadra tazkira egn ucn amka tckn kimlik rvnr svnr steuer-id steuerid \
    insee sxcu secu allocataire bxrgergeld codicefiscale nin ghanacard huduma smartcard pass-nr passnr reisepassnr \
     mprn mpan tfl railcard sia cscs ccq teid stairlift pacemaker implant cgm glucometer \
      pump sensor bracelet pendant lifeline ankle s/n d/l doc refugee permit mbi ahc mhsc treaty status esi epf uan sassa uif bsb routing ifsc wwcc wwc coru sevis officer garda medi-cal s/c sc sortcode acct a/c taj pesel cnp dni personal taxfile drivers driver's passport veteran service abha lasrra zorgnummer psi interpreter staff volunteer alien uscis pasaport passeport pasaporte reisepass paspoort visa licence license driving dl brp ssn social sin tfn utr medicaid \
    ird aadhaar aadhar adhaar uidai pan bvn nin bsn burgerservicenummer personnummer fxdselsnummer \
    fodselsnummer fnr cpr hetu henkilxtunnus kennitala national identity pps ppsn badge collar shoulder nmc gmc \
    hcpc swe sssc niscc scw pc dc ds ps sgt wpc pcso sergeant constable lic ahpra account accounts acct acc sort iban bank card cards debit credit pass ndis \
    imei membership member library voter insurance policy dva green residence citizenship birthcert \
    certificate registrant oyster snap pension ration dni nie rsa biometric ebt bic swift tanf wic calfresh calworks itin  ";

const PHONES: &str = "tel telephone phone phoned ph mobile mob cell cellphone landline fax faxed whatsapp \
    call called calls calling ring rings rang ringing text txt txts texts texted sms dial dialled contact \
    contacted reach reached voicemail answerphone answers vm msg pager sim tlf telefon telefonnr telefoon mobiel mobil mobilnr hotline helpline \
    callback switchboard tlfnr telnr ext extn extension extensions bleep bleeped bleeps handy hdy komxrka komorka cellulare mxvil movil \
    ffxn ffon symudol guthxn nummeret mobtel whatsap wapp rufnummer handynummer puhelin puhelinnumero";

const POSTCODES: &str = "kod postcode postcodes postal zip zipcode eircode pincode postnr postnummer postkode plz codepostal kod-pocztowy cxdigo psx";

const VEHICLES: &str = "targa matrxcula matricula immatriculation tablice rejestracja registreringsnummer nummerplxt nummerplaat nummernschild auto kenteken bil kennzeichen skilt regnr reg rego plate plates numberplate registration vrm car cars van vehicle motorbike \
    lorry truck pickup taxi cab hackney ambulance moped minibus scooter vauxhall ford fiesta corsa golf audi bmw nissan \
    micra toyota honda kia skoda astra transit rover renault clio peugeot vw volkswagen passat polo mercedes citroen \
    hyundai mazda volvo tesla dacia suzuki fiat mini defender discovery ute trailer caravan camper estate \
    hatchback suv jeep bakkie okada rickshaw tuk sedan saloon motorcycle tractor focus yaris qashqai juke \
    insignia octavia tiguan berlingo sprinter vivaro hilux corolla civic";

const BIRTHS: &str = "dob dobs d.o.b d/b d/o/b d-o-b born birth birthday birthdate bday b'day";

const PLATFORMS: &str = "vinted depop bereal tt viber skype signal threads bumble omegle snap snapchat insta instagram ig tiktok facebook fb twitter discord roblox xbox psn steam \
    fortnite minecraft kik telegram reddit youtube twitch wizz yubo tinder grindr hinge username usernames gamertag \
    handle";

const NHS: &str = "health nhs chi hcn hsc h&c h+c gig nhi ihi medicare mcare ohip ramq phn healthcard hcno nhsno healthlink";

const NINOS: &str = "ni nino";

const NUMBERING: &str = "rhif rhifau uimhir numxro numero nxmero nxm nrs nummern numer nro hao no nos num nums number numbers nr nummer id ids identifier";

const FILLERS: &str = "is was are were s as of the her his their its it my our your new old now says said read reads \
    given quoted quote quoting shows showing wrong right still also here only actual full same other first second ending ends last in began begins starts \
    third this that on but not and or then plus both hers mine theirs ours yours";

const HARMLESS: &str = "invoice centre model shortcode barcode sku ricoh xerox kyocera ipad galaxy pixel latitude thinkpad room rooms rm ward wards bed beds bay bays bus buses train trains tram flight gate platform \
    route road junction exit level floor storey page pages p pp para paras paragraph chapter section sections sect s \
    ss art article act schedule sched regulation regs clause part form forms box boxes question q item items step steps \
    day days week weeks month months year years yr grade class stage band tier version ver v update build \
    windows android ios iphone model size shoe temp temperature bp sats pulse weight weighed height hr rr resps \
    score scores scored scoring sdq phq gad cgas honos gcs news must waterlow braden moca mmse ace audit icd dsm \
    icd-10 icd-11 dsm-5 rcads auditc error desk seat table \
    locker screen channel radio volume door lift office lot batch meter meters reading mileage odometer count bin \
    zone area sector top order cost costs budget line row code codes pin pins fluids iso bs en iec nice ng cg \
    worth paid pays pay owes owed arrears balance rent fare total spent price fee limit about approx around nearly \
    almost over under least most than some printed serial since until before during between sum \
    psalm hymn chapter verse lap track gear setting settings population si directive printer laptop tablet scanner toner cartridge monitor epson hp dell lenovo \
    canon samsung nokia password fuse lamp oil word words";

const CLOCK: &str = "at by from till til until to @ between after before since around about approx off home shift \
    handover start started starts finish finished end ended on";

static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let lists: [(&'static str, Role); 13] = [
        (CLOCK, Role::Clock),
        (FILLERS, Role::Filler),
        (HARMLESS, Role::Harmless),
        (CASES, Role::Kind("case_number")),
        (IDS, Role::Kind("id_number")),
        (PHONES, Role::Kind("phone")),
        (POSTCODES, Role::Kind("postcode")),
        (VEHICLES, Role::Kind("vehicle")),
        (NHS, Role::Kind("nhs_number")),
        (NINOS, Role::Kind("nino")),
        (BIRTHS, Role::Kind("date_of_birth")),
        (PLATFORMS, Role::Kind("handle")),
        (NUMBERING, Role::Numbering),
    ];
    let words = |(list, role): (&'static str, Role)| {
        list.split_ascii_whitespace().map(move |word| (word, role))
    };
    lists.into_iter().flat_map(words).collect()
});

/// What `word` is to a number beside it; a word that is none of the known ones is nothing.
pub(super) fn role(word: &[u8]) -> Option<Role> {
    let mut small = [0_u8; 20];
    let small = small.get_mut(..word.len())?;
    small.copy_from_slice(word);
    small.make_ascii_lowercase();
    let word = std::str::from_utf8(small).ok()?.trim_end_matches('.');
    // "mum's": whose it is says as much.
    let word = word.strip_suffix("'s").unwrap_or(word);
    // "asset/serial", "IHI/Medicare": the last of the two.
    let last = || word.rsplit_once('/').and_then(|(_, last)| ROLES.get(last));
    ROLES.get(word).or_else(last).copied()
}

/// Words that lead to an amount, which is nothing but figures.
pub(super) fn is_amount(word: &[u8]) -> bool {
    has(
        "about approx around nearly almost over under least most than some before during between sum worth paid pays pay \
         owes owed arrears balance total spent price fee limit since until",
        word,
    )
}

/// Words that say that a date beside them is one of something else than a birth.
const OTHER_DATES: &str = "review reviews visit visited seen moved placed placement since due until till court meeting \
    hearing panel home discharged admitted referred appointment contact conference started ended left met next on-call \
    died death signed dated sent arrived booked expires expired removed";

/// Whether a word between a birth and a date says that the date is another.
pub(super) fn is_of_something_else(word: &[u8]) -> bool {
    has(OTHER_DATES, word)
}

/// Whether a list has a word, in capitals or not.
pub(super) fn has(list: &str, word: &[u8]) -> bool {
    list.split_ascii_whitespace().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// Words for a plate, beside which small letters and short numbers are one too.
pub(super) fn is_plate_word(word: &[u8]) -> bool {
    has("kenteken bil regnr reg rego plate plates numberplate registration vrm", word)
}

/// Ranks and badges of the police, whose numbers are short.
pub(super) fn is_officer(word: &[u8]) -> bool {
    has("officer garda pc dc ps wpc pcso sgt sergeant constable collar badge shoulder", word)
}

/// What counts anew each day or is kept in one place, so that its numbers are short.
pub(super) fn is_short(word: &[u8]) -> bool {
    has("cad log mrn nhi docket urn locum collar officer garda hackney taxi cab", word)
}

/// Things whose own numbers mix letters and figures: of a printer, of a device, of a batch.
pub(super) fn is_thing(word: &[u8]) -> bool {
    has(
        "model batch printer laptop tablet scanner toner cartridge monitor epson hp dell lenovo canon \
         samsung nokia ricoh xerox kyocera ipad iphone galaxy pixel latitude thinkpad barcode sku part",
        word,
    )
}

/// Words that say that what follows is the end of a number only.
pub(super) fn is_end(word: &[u8]) -> bool {
    has("ending ends end last", word)
}

/// Words for anything that is kept under a number; what stands before them says more: "DVA file".
pub(super) fn is_general(word: &[u8]) -> bool {
    has("reg registration file files record ref reference case card client crn", word)
}

/// Words that come after a number that measures or counts.
const UNITS: &str = "mg mcg ug g kg kgs ml mls l litre litres lb lbs st stone cm mm m km kms mile miles ft in inch inches \
    min mins minute minutes hr hrs hour hours h sec secs second seconds day days week weeks wk wks month months mth \
    mths year years yr yrs yo am pm unit units iu mmol bpm kcal cal kcals percent pc pence p quid pound pounds euro \
    euros eur gbp usd dollar dollars cents rand naira kr kroner kronor rupees rs k m bn mb gb kb tb px point points pts \
    step steps page pages word words call calls visit visits bed beds people persons patients places beds mph kph rpm \
    watts watt volts v amps degrees deg c f times x square metres metre meters acres hectares wte fte pa pcm pw each \
    a per hours' miles' in out";

static UNIT_SET: LazyLock<std::collections::HashSet<&'static str>> =
    LazyLock::new(|| UNITS.split_ascii_whitespace().collect());

/// Verbs that end in s as a plural does.
const VERBS: &str = "is was has does this says reads needs goes comes stays shows gives lives belongs matches \
    keeps gets takes works runs means gone always as us thus yes its his hers theirs ours sends looks turns \
    brings opens closes loads fails bounces rings calls picks answers";

/// Whether a word after a number says that it measures something.
pub(super) fn is_unit(word: &[u8]) -> bool {
    // "417 882 F": a capital alone is part of a number.
    if matches!(word, [b'A'..=b'Z']) {
        return false;
    }
    let word = String::from_utf8_lossy(word).to_ascii_lowercase();
    UNIT_SET.contains(word.as_str())
}

/// Whether a word after a number could be what it counts: "15043 steps", "1200 leaflets".
pub(super) fn is_counted(word: &[u8]) -> bool {
    is_unit(word)
        || word.len() > 3
            && word.ends_with(b"s")
            && !word.ends_with(b"ss")
            && word.iter().all(u8::is_ascii_lowercase)
            && !has(VERBS, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_role_that_they_have_in_notes() {
        assert_eq!(role(b"Mosaic"), Some(Role::Kind("case_number")));
        assert_eq!(role(b"passport"), Some(Role::Kind("id_number")));
        assert_eq!(role(b"no"), Some(Role::Numbering));
        assert_eq!(role(b"ward"), Some(Role::Harmless));
        assert_eq!(role(b"court"), Some(Role::Kind("case_number")));
        assert_eq!(role(b"yesterday"), None);
        assert_eq!(role(b"a-word-longer-than-any-of-them"), None);
        assert!(is_unit(b"mg") && is_counted(b"leaflets") && !is_counted(b"belongs"));
    }
}
