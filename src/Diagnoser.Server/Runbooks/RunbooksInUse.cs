using Diagnoser.Engine.Rules;

namespace Diagnoser.Server.Runbooks;

/// <summary>The runbooks in use: of each file the newest version without an error, else what can be used of it. One task takes new ones; any may ask for the rules.</summary>
internal sealed class RunbooksInUse
{
    private IReadOnlyDictionary<string, RunbookVersion> _versions = new Dictionary<string, RunbookVersion>();
    private Dictionary<string, IReadOnlyList<byte[]>> _contents = new(StringComparer.Ordinal);
    private volatile RuleSet _rules = RuleSet.Of([]);

    private RunbooksInUse(IReadOnlyList<string> paths) => Paths = paths;

    /// <summary>The folders and files that they come from.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The rules in use; another object when they have changed.</summary>
    public RuleSet Rules => _rules;

    /// <summary>What stood in the files when they were last taken.</summary>
    public RunbookFiles Taken { get; private set; } = RunbookFiles.None;

    /// <summary>The day by which each <c>until</c> was judged then.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Number of rules that were read then, with those that overrides disable.</summary>
    public int Read { get; private set; }

    /// <summary>Number of overrides whose last day was over then.</summary>
    public int EndedOverrides { get; private set; }

    /// <summary>What cannot be used as it stands, in order of path.</summary>
    public IReadOnlyList<BrokenRunbook> Broken { get; private set; } = [];

    /// <summary>Reads them for the first time: whatever can be read is used.</summary>
    public static RunbooksInUse Load(IReadOnlyList<string> paths, DateTimeOffset now)
    {
        var inUse = new RunbooksInUse(paths);
        _ = inUse.Take(RunbookFolder.Collect(paths, RunbookFiles.None), now);
        return inUse;
    }

    /// <summary>Takes what stands in the files now; what is broken of it changes nothing.</summary>
    public RunbookReload Take(RunbookFiles files, DateTimeOffset now)
    {
        var trial = new RunbookTrial(files, _versions, Broken, now);
        if (trial.Reading.Rules.Count == 0)
        {
            // Nothing would be diagnosed any more, and nobody would see it.
            var findings = Paths.Select(p => YamlText.Finding(p, 1, 1, "no rule would be left"));
            trial = new RunbookTrial(files with { Findings = [.. files.Findings, .. findings] }, _versions, Broken, now);
        }

        var rules = trial.Reading.Usable;
        var (contents, broken) = (_contents, Broken);
        _contents = rules.Rules.ToDictionary(r => r.Id, r => ContentOf(r, trial), StringComparer.Ordinal);
        (_versions, Broken, Taken, Day, Read) = (trial.Versions, trial.Broken, files, DayOf(now), trial.Reading.Rules.Count);
        EndedOverrides = trial.Reading.Overrides.Count(o => o.IsEnded);
        var reload = new RunbookReload
        {
            Changed = Sorted(contents.Where(c => _contents.TryGetValue(c.Key, out var content) && !AreSame(content, c.Value)).Select(c => c.Key)),
            Added = Sorted(_contents.Keys.Except(contents.Keys)),
            Removed = Sorted(contents.Keys.Except(_contents.Keys)),
            Broken = [.. Broken.Where(b => !broken.Any(b.IsSame))],
            Mended = Sorted(broken.Select(b => b.Path).Except(Broken.Select(b => b.Path))),
        };
        _rules = reload.ChangesRules ? rules : _rules;
        return reload;
    }

    /// <summary>The day by which an <c>until</c> is judged at this time.</summary>
    public static DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    // A rule is what stands in its file and in the overrides that hold for it.
    private static IReadOnlyList<byte[]> ContentOf(Rule rule, RunbookTrial trial) =>
    [
        .. trial.Reading.Overrides.Where(o => o.Rule == rule.Id && !o.IsEnded).Select(o => o.File).Distinct().Order(StringComparer.Ordinal)
            .Prepend(rule.File).Select(f => trial.Versions[f].File.Content),
    ];

    private static bool AreSame(IReadOnlyList<byte[]> one, IReadOnlyList<byte[]> other) =>
        one.Count == other.Count && one.Zip(other).All(c => c.First.AsSpan().SequenceEqual(c.Second));

    private static IReadOnlyList<string> Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];
}
