const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words before the order that is meant: "could you please ...". */
export const polite =
  words(`please pls could can would will you we i us me kindly just hi hello hey now then also first second
  third thing finally next and so to need want like should must shall have has it is be 1 2 3 4 5 6 7 8 9 a b c d
  that let's lets i'd team task todo fyi`);

/** Orders to repair. */
export const repairVerbs = words(
  "fix fixes repair correct patch resolve debug mend solve hotfix unbreak revert undo troubleshoot",
);

/** What is seen when something is broken; said as verb, adjective or exclamation. */
export const symptoms =
  words(`crash crashes crashed crashing throws fails failing failed broken breaks wrong wrongly incorrect
  misspelled misspelt regression leak leaks typeerror referenceerror nullpointerexception exception traceback stacktrace
  500 502 503 404 hangs freezes disappears ignores overlaps duplicate twice dead nothing missing anymore complain complains complained lost misaligned null empty never misses miss upside spins rejected forever cuts red corrupted stuck`);

/** The same as nouns: they count only where they stand for themselves, not before another noun ("error handling"). */
export const symptomNouns = words(
  "bug bugs error errors typo typos defect issue glitch crash failure misspelling",
);

/** Orders for a change in one place. */
export const smallEditVerbs =
  words(`rename bump remove delete change set update replace increase decrease raise lower hide
  drop downgrade turn comment uncomment revert disable enable toggle move swap adjust tweak reword add make pin correct put ignore shorten get stop archive`);

/** Objects that are changed in one place. */
export const smallObjects =
  words(`label text color colour typo comment comma semicolon indentation constant variable flag url
  link links alt timeout spelling copyright import slash logo icon level wording favicon tooltip placeholder padding margin
  word title caption header footer typo minor snapshot whitespace newline bracket const`);

/** How a thing looks, where the word ends what is said of it: "make the button green", but not "a green field project". */
export const looks = words(
  `green blue grey gray black white orange yellow purple bold italic underlined uppercase lowercase wider narrower taller
  centered centred visible hidden clickable readonly`,
);

/** Words that make a goal small. */
export const modestWords = words(
  "just small simple quick quickly tiny minor trivial little oneliner bit bigger smaller slightly",
);

/** Orders for something new. */
export const featureVerbs =
  words(`add create implement introduce support allow let enable integrate extend build write develop
  design provide offer expose generate make set setup show improve optimise optimize automate connect speed persist encrypt
  give cover handle prepare`);

/** Wishes that are no orders. */
export const wishWords = words(
  "want wants need needs would should wish feature ability possible support able",
);

/** Orders to give what exists another shape. */
export const restructureVerbs =
  words(`refactor refactoring restructure rework migrate convert extract split unify cleanup clean
  modernise modernize upgrade replace switch rewrite move reorganise reorganize redesign decouple consolidate port simplify
  deduplicate merge adopt modularise modularize transform rebuild overhaul`);

/** Subjects that are a project of their own when they are made, said outright. */
export const largeSubjects = words(
  "project system platform ecosystem suite marketplace saas erp crm cms lms mvp startup monolith",
);

/** Products: large when made anew, but often said of something small. */
export const productSubjects =
  words(`application app product software portal website network compiler clone company webshop shop
  game database engine solution site alternative`);

/** Orders that bring a subject into being. "Add" is not among them: one adds to something. */
export const makingVerbs =
  words(`build create develop design make implement start need want wants set plan new do like construct launch
  unify found`);

/** Orders that turn a whole thing into another. */
export const remakingVerbs = words(
  "rewrite migrate port rebuild replace redesign refactoring unify",
);

/** Words for the whole of something. */
export const wholeWords = words(
  "whole entire complete full enterprise large company-wide everything all-in-one huge",
);

/** Words that are said of a beginning. */
export const nothingWords = words(
  "scratch greenfield mvp epics roadmap next-generation generation saas microservices",
);

/** Tasks by their name, in the plural. */
export const taskWords = words(
  "tasks tickets issues items chores todos bugs batch backlog things stories features problems findings",
);

/** Words that say tasks do not need each other. */
export const independenceWords = words(
  "independent independently separately parallel each following several both unrelated",
);

/** Words after which what is named exists already. */
export const existingWords = words(
  "the our this that these my your their existing its current in on of to for from at between with",
);

/** Words that say nothing of themselves: after one of these, or at the end, a noun stood for itself. */
export const closing =
  words(`in on of to for from at with without and or but that which where when who if is are was were be
  does do did has have as by after before since because so then into via via per than until while like the a an our
  not no it its we i sometimes again still should must can will would could need needs please using between across
  incl including covering over under next from`);

/** Hard to get right or costly to get wrong. */
export const riskyWords =
  words(`auth authentication authorization authorisation oauth sso saml permission permissions role roles
  encrypt encryption payments tenancy tenant multi-tenancy multi-tenant migrate migration downtime offline real-time realtime
  concurrency concurrent distributed asynchronous async collaboration orm architecture graphql websocket uuids uuid
  role-based god security replication sessions`);

/** Orders that are nouns as well. */
export const nounsToo = words(
  "support build test design release change update process log check run merge patch fix show",
);

/** Verbs after which somebody's words follow: what they tell of is as good as told. */
export const reportingVerbs = words(
  "report reports reported say says said tell tells told complain complains complained notice noticed see saw found",
);

/** Verbs of a statement: who only tells how things are tells what is wrong with them. */
export const statementVerbs =
  words(`is are was were isn't aren't does doesn't don't shows gives returns says takes gets goes comes
  has hasn't can't cannot works looks`);

/** Words by which a statement becomes a wish. */
export const modalWords = words(
  "must shall should want wants need needs would like able allow let so how feature wish please planned possible",
);

/** Orders that say nothing of a route by themselves. */
export const otherVerbs = words(
  `run finish execute work translate sort log regenerate carry archive shorten test check send publish rerun close release process`,
);
