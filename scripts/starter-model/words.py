"""The vocabulary of the training text, by the part a word plays in the templates of grammar.py."""

# Given names.
NAMES = (
    "Anna Ben Carla David Emma Frank Grace Henry Irene Jack Kate Liam Maria Nina Oliver Peter Rachel Sam Tom "
    "Victor Alice Bob Daniel Laura Michael Sarah James Julia Kevin Linda Martin Paul Robert Sophie Thomas "
    "Helen George Olivia Lucas Chris"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
# Numbers that stand alone.
NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
).split()
# Numbers of things that are counted in a meeting.
SMALL_NUMBERS = "two three four five six seven eight nine ten eleven twelve".split()
# Tens that take a unit after them (forty two).
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
UNITS = "one two three four five six seven eight nine".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
# Things a team works on.
ITEMS = (
    "budget report contract proposal schedule roadmap design document presentation website database server "
    "invoice forecast strategy survey prototype dashboard release plan summary checklist agenda model system "
    "application update feature campaign product project policy process test training interface network "
    "platform account order payment price agreement analysis review draft version backup plugin script "
    "pipeline"
).split()
TEAMS = (
    "sales marketing engineering design finance support legal research product quality security operations "
    "management hardware software data"
).split()
# Roles.
ROLES = (
    "customer client manager developer engineer designer director partner supplier assistant analyst tester "
    "lawyer consultant speaker guest student teacher doctor vendor candidate colleague"
).split()
ADJECTIVES = (
    "new old good bad big small important urgent simple difficult easy early late final current previous next "
    "open clear strong weak fast slow high low long short ready full empty safe stable expensive cheap useful "
    "public private internal external detailed complete recent main annual weekly monthly daily local global "
    "critical minor major technical"
).split()
# Verbs that take a work item as object, base form.
VERBS = (
    "finish review check update send prepare discuss approve test fix share write read present change improve "
    "start complete deliver publish plan cancel move open close sign print copy explain compare measure "
    "record save remove replace rewrite schedule clean build deploy"
).split()
# The same verbs in the past tense.
PAST_VERBS = (
    "finished reviewed checked updated sent prepared discussed approved tested fixed shared wrote presented "
    "changed improved started completed delivered published planned cancelled moved opened closed signed "
    "explained compared measured recorded saved removed replaced cleaned built deployed"
).split()
ISSUES = (
    "bug problem error delay risk mistake question issue crash failure leak warning conflict gap limit shortage"
).split()
PLACES = (
    "office kitchen library building hotel airport factory warehouse lab studio hall garden station store "
    "school hospital city country"
).split()
CITIES = (
    "London Paris Berlin Boston Chicago Tokyo Madrid Rome Dublin Sydney Toronto Vienna Denver Seattle Geneva "
    "Lisbon Oslo Prague"
).split()
# Everyday objects, so that the vocabulary is not only the office.
THINGS = (
    "coffee tea water lunch dinner breakfast paper phone laptop camera screen table chair door window ticket "
    "key battery cable printer projector keyboard microphone car train bus bicycle book letter picture map "
    "box bottle garden river mountain dog cat bird tree flower house street bridge music song story game "
    "movie weather rain snow sun wind"
).split()
COLORS = "red green blue yellow black white orange purple brown gray".split()
# Quantities that rise and fall.
METRICS = (
    "revenue, traffic, growth, profit, cost, demand, quality, performance, speed, memory usage, response "
    "time, error rate, market share, customer satisfaction, income, spending, attendance, production"
).split(", ")
CURRENCIES = "dollars euros pounds".split()
GREETINGS = "Good morning, Good afternoon, Good evening, Hello, Hi, Welcome, Welcome back, Hello again".split(", ")
# Who is greeted.
GREETED = "everyone, everybody, all, team, folks, ladies and gentlemen".split(", ")
# Frequent English words that the templates use rarely; random-word sentences teach them.
COMMON_WORDS = (
    "about above across after again against almost alone along already also although always among another any "
    "anyone anything around ask away back because become been before began behind being below best better "
    "between beyond both bring brought call came can cannot carry certain child children common could course "
    "create decide did different do does done down during each either else enough even ever every everything "
    "example face fact fall family far father feel few field find found four free friend from front future "
    "gave general get girl give given go goes gone got great ground group grow had half hand happen hard has "
    "have head hear heard heart help her here him his history hold home hope hour how hundred idea if inside "
    "instead into it itself just keep kind knew know land large last learn least leave led left less let life "
    "light like line list little live look lose lost lot love made make man many matter may maybe me mean men "
    "might million mind minute moment money more most mother much must my name near need never night no none "
    "nor not nothing now number of off often once one only or other our out over own page part past pay "
    "perhaps person place play point possible power probably put quite rather reach real really reason right "
    "room run said same saw say sea second see seem seen sense set several she should show side since sit so "
    "some someone something sometimes son soon sort stand state stay step still stop such sure take talk tell "
    "than thank that the their them then there these they thing think this those though thought thousand "
    "through time to together told too took toward town tried true try turn two under until up upon us use "
    "very voice wait walk want war was way we well went were what when where whether which while who whole "
    "whose why will wish with within without woman word work world would year yes yet young your zero ready "
    "agree disagree believe remember forget understand consider continue follow begin offer receive spend buy "
    "sell listen speak meet visit travel wonder sound noise audio video recording meeting transcript caption "
    "language English offline private local computer machine file folder button menu option setting "
    "microphone sentence paragraph chapter answer topic decision vote majority minutes action owner deadline "
    "target goal budget quarter percent"
).split()

# Every word a random-word sentence may use.
ALL_WORDS = sorted(
    {
        word
        for words in (
            NAMES,
            DAYS,
            MONTHS,
            NUMBERS,
            UNITS,
            ORDINALS,
            ITEMS,
            TEAMS,
            ROLES,
            ADJECTIVES,
            VERBS,
            PAST_VERBS,
            ISSUES,
            PLACES,
            CITIES,
            THINGS,
            COLORS,
            COMMON_WORDS,
        )
        for word in words
    }
)
