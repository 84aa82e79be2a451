import type { ErrorCategory } from "./category.ts";

/** A number that stands where an HTTP status stands, and does not count anything. */
const http = (numbers: string): string =>
  String.raw`\b(?:https?(?:/[\d.]+)?|status|code|error|response|responded|returned|answered|got|api)(?:[\s:=("']{1,4}(?:code|status|error|with|a|an)){0,3}[\s:=("']{1,4}(?:${numbers})\b(?!\s*(?:%|[a-z]{3,}s\b|passed|of\b))`;

/**
 * What gives a failure's kind away, in the order it is looked for. First what cannot be mistaken; then the speech of
 * compilers and test runs, which quotes the words of every other kind; then the rest, the costly kinds first.
 */
const signs: readonly (readonly [ErrorCategory, readonly string[]])[] = [
  [
    "quota",
    [
      String.raw`\binsufficient_quota\b|\bbilling_(?:hard_limit|error)|\baccount_on_hold\b|\bcredit balance (?:is )?too low`,
      String.raw`\bexceeded (?:your|the|its|our) (?:[\w'’-]+ ){0,2}quota\b|\bpayment required\b`,
      String.raw`\b(?:usage|spend(?:ing)?|billing|\d-hour|weekly|monthly) limit (?:has been |was |is )?(?:reached|exceeded|hit)`,
      String.raw`\b(?:reached|hit|exceeded|over) (?:your|the|its|our|my|their|a) (?:[\w'’-]+ ){0,2}(?:usage|spend(?:ing)?|billing|\d-hour|weekly|monthly) limit`,
      String.raw`\bout of (?:[\w-]+ )?credits\b|\bcredits? (?:is|are|was|were) (?:all )?(?:used up|exhausted)\b|\bresource_?exhausted\b`,
    ],
  ],
  [
    "critical",
    [
      String.raw`\bproduction (?:database|data|server|site|system|tables?)\b.{0,40}\b(?:dropped|deleted|lost|wiped|overwritten|corrupted|down)\b`,
      String.raw`\b(?:dropped|deleted|wiped|overwr[io]te?t?e?n?|truncated) .{0,30}\bproduction\b|\bproduction is down\b`,
      String.raw`\b(?:credentials?|secrets?|api keys?|private keys?|passwords?|access tokens?)\b.{0,20}\b(?:leaked|exposed|committed|pushed|published)\b`,
      String.raw`\b(?:leaked|exposed|published|committed|pushed) .{0,30}\b(?:credentials?|secrets?|api keys?|private keys?|passwords?)\b`,
    ],
  ],
  [
    "transient",
    [
      String.raw`\b(?:etimedout|econnreset|econnrefused|econnaborted|enotfound|enetunreach|eai_again|epipe)\b`,
      String.raw`\bsocket hang up\b|\bfetch failed\b`,
    ],
  ],
  [
    "code_error",
    [
      String.raw`\b(?:assert(?:ion)?|type|reference|syntax|range|key|value|attribute|name|import|index)error\b`,
      String.raw`\b\d+ (?:[a-z]+ )?(?:failed|failing|failures?)\b|\btests? (?:still |now )?(?:fails?|failed|failing|(?:is|are) (?:still )?(?:red|failing))\b`,
      String.raw`\bexpected\b.{0,120}\b(?:to|but|got|received|actual|instead|found)\b|\btests? timed out in\b|\bfor async tests\b`,
      String.raw`\berror ts\d+|\bis not (?:a function|defined|assignable|iterable|a constructor)\b|\bcannot read propert|\bundefined (?:method|variable|reference|symbol)\b`,
      String.raw`\bcompil(?:e|er|ation) (?:error|failed)|\b(?:does not|doesn't|fails to|failed to|won't) compile\b|\bincompatible types?\b|\blint(?:er|ing)? (?:error|failed|rule)|\bsegmentation fault\b`,
    ],
  ],
  [
    "critical",
    [
      String.raw`\bsecurity (?:violation|breach|incident)\b|\bdata loss\b|\bdata corruption\b|\bsqlite_corrupt\b|\bdestructive\b`,
      String.raw`\b(?:database|repository|backup|index|data) (?:file )?(?:is |was |has been |got )?corrupt(?:ed)?\b|\bcorrupt(?:ed)? (?:database|repository|backup|data)\b`,
    ],
  ],
  [
    "quota",
    [
      String.raw`(?<!\bdisk )\bquota\b.{0,30}\b(?:exceed|exhaust|reach|used up|hit)|\b(?:exceed|exhaust|reach|hit|over)[a-z]*\b(?!.{0,30}\bdisk quota).{0,30}\bquota\b`,
      String.raw`\binsufficient (?:funds|credits?)\b|\bbilling (?:error|issue|problem)\b|\bbilling (?:account )?(?:is |has been |was )?(?:not (?:enabled|active)|disabled|inactive|suspended)`,
      http("402"),
    ],
  ],
  [
    "transient",
    [
      String.raw`\btime[d-]? ?out (?:of|after|waiting|while|exceeded|reached|expired|error|when|occurred)\b|\btimed[ -]out\b|\btimeouterror\b|^timeout\b|\bdeadline exceeded\b`,
      String.raw`\b(?:request|connection|connect|gateway|read|write|socket|network|operation|command|query|lock|api|server|agent|attempt) time-?out\b`,
      String.raw`\brate.?limit(?:ed|s|ing|_error)?\b|\btoo many requests\b|\boverloaded(?:_error)?\b|\btemporarily\b|\btemporary (?:failure|error|outage|problem|issue)\b`,
      String.raw`\b(?:service|server|host|api|endpoint|registry|model|currently) (?:is )?(?:currently )?unavailable\b|\binternal server error\b|\bbad gateway\b`,
      String.raw`\bconnection (?:was |is )?(?:reset|refused|closed|lost|aborted|dropped|error)|\bnetwork (?:error|failure|outage|connection|(?:is |was )?(?:unreachable|down|lost))`,
      String.raw`\b(?:agent|process|session|client|worker|browser|container|machine)\b.{0,20}\b(?:crashed|was killed|died|disappeared)\b|\bsigkill\b|\bout of memory\b|\boom.?killed\b`,
      http("408|429|5\\d\\d"),
    ],
  ],
  [
    "blocker",
    [
      String.raw`\bpermission denied\b|\beacces\b|\beperm\b|\berofs\b|\benospc\b|\bread-only file system\b|\bno space left\b|\bdisk (?:is )?full\b|\bdisk quota\b`,
      String.raw`\baccess (?:is |was )?denied\b|\bunauthori[sz]ed\b|\bforbidden\b|\bnot (?:allowed|permitted|authori[sz]ed) to\b|\b(?:no|lacks?|without|need|needs|have|get) access\b|\bnot logged in\b|\bauthentication (?:is )?(?:required|failed)\b`,
      String.raw`\b(?:missing|no|invalid|expired) (?:[\w-]+ )?(?:dependency|credentials?|api key|access token|secret|permissions?|licen[cs]e)\b|\b(?:credentials?|api key|token|password|environment variable)\b.{0,40}\b(?:is|are|was|were) (?:missing|invalid|not set|expired|required)\b|\b[A-Z_]+_(?:KEY|TOKEN|SECRET) is not set\b`,
      String.raw`\bnot installed\b|\bcommand not found\b|\bdaemon (?:is not|isn't) running\b|\bcannot connect to the docker\b`,
      String.raw`\bblocked (?:by|on|until)\b|\bneeds? (?:approval|a human|a decision|sign-?off)\b|\bwaiting (?:for|on) (?:approval|access|a |an |the |credentials|input|someone)`,
      http("401|403"),
    ],
  ],
  [
    "design_flaw",
    [
      String.raw`\bdesign (?:flaw|error|problem|issue|is|was|does|doesn't|cannot|can't|assumes|contradicts)\b|\b(?:architecture|approach|plan|spec|specification|schema|data model) (?:is|was|does|doesn't|cannot|can't|won't|will not|assumes|contradicts)\b`,
      String.raw`\b(?:wrong|flawed|mistaken) (?:approach|design|architecture|plan|assumption|abstraction)\b|\bincompatib|\bcontradict|\bmutually exclusive\b|\bnot feasible\b|\b[iu]nfeasible\b`,
      String.raw`\bcannot be (?:done|implemented|built|solved|met) (?:this|that|in this|as|with|like)\b|\b(?:not possible|impossible) (?:to|with|under|in|as)\b|\brequirements? (?:conflict|are (?:wrong|inconsistent))|\b(?:does not|doesn't|do not|cannot) (?:support|scale)\b|\bunsupported by\b`,
    ],
  ],
];

const table: readonly (readonly [ErrorCategory, RegExp])[] = signs.map(([category, parts]) => [
  category,
  new RegExp(parts.join("|"), "i"),
]);

/** Reads the kind of a failure out of its message; a fault of the code when nothing else shows. */
export const inferCategory = (message: string): ErrorCategory =>
  table.find(([, sign]) => sign.test(message))?.[0] ?? "code_error";
