using static Diagnoser.Engine.Rules.FindingLevel;

namespace Diagnoser.Engine.Rules.Linting;

/// <summary>All that the linter looks for; docs/lint.md lists the same.</summary>
public static class LintChecks
{
    /// <summary>The file is no runbook that can be read.</summary>
    public static readonly LintCheck UnreadableFile = new(
        "unreadable-file", Error, "The file or folder cannot be read, or is not one YAML document of the plain kind.", "Mend what the message names; anchors, aliases, tags and tabs are refused.");

    /// <summary>A file that looks like a runbook and is not read.</summary>
    public static readonly LintCheck IgnoredFile = new(
        "ignored-file", Warning, "The file ends in .yml and is not read.", "Rename it to .yaml, or move it away.");

    /// <summary>A part of the language that this version lacks.</summary>
    public static readonly LintCheck Unsupported = new(
        "unsupported", Error, "This version does not have that part of the language.", "Leave it out.");

    /// <summary>A key that means nothing.</summary>
    public static readonly LintCheck UnknownKey = new(
        "unknown-key", Error, "The key means nothing there.", "Use the nearest right one, which the message names, or one of those allowed.");

    /// <summary>A key that is needed.</summary>
    public static readonly LintCheck MissingKey = new(
        "missing-key", Error, "A key that is needed there is not there.", "Add it; the message says what belongs in it.");

    /// <summary>A map, a list or a text where another was expected.</summary>
    public static readonly LintCheck WrongShape = new(
        "wrong-shape", Error, "A map, a list or a text stands where another was expected.", "Write it as the message's example.");

    /// <summary>A value that is not allowed.</summary>
    public static readonly LintCheck WrongValue = new(
        "wrong-value", Error, "The value is not one of those allowed there.", "Use one that the message names.");

    /// <summary>A number of another unit than its field.</summary>
    public static readonly LintCheck WrongUnit = new(
        "wrong-unit", Error, "The value does not fit the type and unit of its field.", "Write it in the field's unit; docs/events.md has the units.");

    /// <summary>An event type that is not in the catalogue.</summary>
    public static readonly LintCheck UnknownEvent = new(
        "unknown-event", Error, "The catalogue has no such event type.", "Use one of docs/events.md.");

    /// <summary>An event type that no source makes yet.</summary>
    public static readonly LintCheck EventNotMade = new(
        "event-not-made", Warning, "No source of this version makes such events.", "Keep the rule for later, or publish the events yourself.");

    /// <summary>Lines of containers that no collector can look for.</summary>
    public static readonly LintCheck UnsoughtLines = new(
        "unsought-lines", Warning, "Of container.log only lines with a text that some rule needs leave their host, and this selection needs none.",
        "Ask log.body for a text: contains, startswith, or a regular expression that has a fixed part.");

    /// <summary>A series that nobody measures.</summary>
    public static readonly LintCheck UnknownSeries = new(
        "unknown-series", Warning, "No source measures such a series, so the evidence is always missing.", "Use the nearest right one, which the message names, or attach it yourself.");

    /// <summary>A path that docker inspect does not have.</summary>
    public static readonly LintCheck UnknownInspectPath = new(
        "unknown-inspect-path", Warning, "The engine's API documents no such path of docker inspect, so the evidence is probably always missing.", "Use the nearest right one, which the message names.");

    /// <summary>A field that events of the type do not have.</summary>
    public static readonly LintCheck UnknownField = new(
        "unknown-field", Error, "Events of this type have no such field.", "Use one of docs/events.md.");

    /// <summary>An operator that is unknown or does not fit its field.</summary>
    public static readonly LintCheck WrongOperator = new(
        "wrong-operator", Error, "The operator is unknown, or does not go with a field of this type.", "Use one that the message names.");

    /// <summary>A name of a selection that match does not have.</summary>
    public static readonly LintCheck UnknownSelection = new(
        "unknown-selection", Error, "The rule has no such selection, or it has no event when the rule fires.", "Name one of match.");

    /// <summary>A selection that nothing uses.</summary>
    public static readonly LintCheck UnusedSelection = new(
        "unused-selection", Warning, "Neither correlate, evidence, a text nor a verify uses the selection.", "Use it or remove it.");

    /// <summary>An expression or placeholder that cannot be read.</summary>
    public static readonly LintCheck WrongExpression = new(
        "wrong-expression", Error, "The expression or placeholder cannot be parsed, or names or compares what it cannot.", "Mend it at the character that the message names.");

    /// <summary>A text in quotes of a command.</summary>
    public static readonly LintCheck QuotedPlaceholder = new(
        "quoted-placeholder", Error, "A placeholder for a text stands inside quotes or a here-document of a command.", "Take the quotes away: texts are quoted when they are filled in. A here-document cannot hold one.");

    /// <summary>Braces of another template language.</summary>
    public static readonly LintCheck ForeignPlaceholder = new(
        "foreign-placeholder", Warning, "A text for people holds {{ … }}, which other tools fill in and this one does not.", "Write ${{ selection.field }}.");

    /// <summary>A pattern that is no linear regular expression.</summary>
    public static readonly LintCheck WrongRegex = new(
        "wrong-regex", Error, "The pattern is no regular expression of linear time.", "Mend it; look-arounds and back-references are not allowed.");

    /// <summary>A pattern that must be tried on every text.</summary>
    public static readonly LintCheck RegexWithoutLiteral = new(
        "regex-without-literal", Warning, "No match needs to hold a fixed text of 3 or more characters, so the pattern must be tried on every text.", "Give it a literal part.");

    /// <summary>A selection that no event can satisfy.</summary>
    public static readonly LintCheck UnreachableSelection = new(
        "unreachable-selection", Warning, "No event can satisfy the selection, or one of its alternatives.", "Change one of the two conditions that the message names.");

    /// <summary>An alternative that another contains.</summary>
    public static readonly LintCheck ContainedAlternative = new(
        "contained-alternative", Warning, "Whatever satisfies this alternative satisfies another, so it changes nothing.", "Remove it, or narrow the other.");

    /// <summary>A correlation that never completes.</summary>
    public static readonly LintCheck UnreachableCorrelation = new(
        "unreachable-correlation", Warning, "The selections can never come together as correlate asks.", "Change the number, the key or the selection that the message names.");

    /// <summary>An exception whose day has passed.</summary>
    public static readonly LintCheck ExpiredException = new(
        "expired-exception", Warning, "The exception's last day has passed, so it holds no more.", "Remove it, or give it a new day.");

    /// <summary>A name that is taken.</summary>
    public static readonly LintCheck DuplicateName = new(
        "duplicate-name", Error, "Two rules, fixes, tests or containers have one name.", "Rename one.");

    /// <summary>A rule that is named and does not exist.</summary>
    public static readonly LintCheck UnknownRule = new(
        "unknown-rule", Error, "There is no rule of this id in the set.", "Use the nearest right one, or lint the folder that holds it as well.");

    /// <summary>Rules that hide each other.</summary>
    public static readonly LintCheck HidingCycle = new(
        "hiding-cycle", Error, "Rules hide each other, so none of them would be shown.", "Remove one refines or suppresses.");

    /// <summary>Two rules that say twice what happened once.</summary>
    public static readonly LintCheck Overlap = new(
        "overlap", Warning, "Whatever makes this rule fire makes another fire too, and neither says which of the two is shown.", "Add refines to the more exact one, or make their conditions exclude each other.");

    /// <summary>A fix whose risk is said to be too small.</summary>
    public static readonly LintCheck UnderstatedRisk = new(
        "understated-risk", Warning, "The command can stop or delete more than its risk says.", "Set the risk to medium or high.");

    /// <summary>Overrides that contradict each other.</summary>
    public static readonly LintCheck ConflictingOverrides = new(
        "conflicting-overrides", Error, "Two overrides of one rule set the same key, so neither is used.", "Keep one of the two that the message names.");

    /// <summary>An override whose day has passed.</summary>
    public static readonly LintCheck EndedOverride = new(
        "ended-override", Warning, "The override's last day has passed, so it applies no more.", "Remove it, or give it a new day.");

    /// <summary>An override that changes nothing.</summary>
    public static readonly LintCheck EmptyOverride = new(
        "empty-override", Warning, "The override changes nothing of its rule.", "Remove it, or say what it changes.");

    /// <summary>A rule without a test that fires.</summary>
    public static readonly LintCheck NoFiringTest = new(
        "no-firing-test", Warning, "No test of the rule expects it to fire.", "Add one; a recording of the real case is best.");

    /// <summary>A rule without a test that must stay silent.</summary>
    public static readonly LintCheck NoSilentTest = new(
        "no-silent-test", Warning, "No test of the rule expects it to stay silent.", "Add one with what is nearest to the case and is not it.");

    /// <summary>A recording that no test uses.</summary>
    public static readonly LintCheck UnusedRecording = new(
        "unused-recording", Warning, "No test of a rule in its folder names the recording.", "Name it in a test, or remove it.");

    /// <summary>A recording that cannot be used.</summary>
    public static readonly LintCheck WrongRecording = new(
        "wrong-recording", Error, "The recording that a test names cannot be read, is not beside the rule, or has damaged lines.", "Mend the lines that the message names, or the name.");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static readonly IReadOnlyList<LintCheck> All =
    [
        UnreadableFile, IgnoredFile, Unsupported, UnknownKey, MissingKey, WrongShape, WrongValue, WrongUnit, UnknownEvent, EventNotMade, UnsoughtLines, UnknownSeries, UnknownInspectPath, UnknownField,
        WrongOperator, UnknownSelection, UnusedSelection, WrongExpression, QuotedPlaceholder, ForeignPlaceholder, WrongRegex, RegexWithoutLiteral,
        UnreachableSelection, ContainedAlternative, UnreachableCorrelation, ExpiredException, DuplicateName, UnknownRule, HidingCycle, Overlap, UnderstatedRisk,
        ConflictingOverrides, EndedOverride, EmptyOverride, NoFiringTest, NoSilentTest, UnusedRecording, WrongRecording,
    ];
}
