using Diagnoser.Engine.Rules;
using Diagnoser.Engine.Rules.Linting;
using Diagnoser.Engine.Rules.Reading;

namespace Diagnoser.Server.Runbooks;

/// <summary>
/// Finds out what of the files as they stand can be used, and what must stay as it is in use. One policy for a start and a reload: a file with an
/// error keeps its version in use; where there is none without an error, as at a start, it is used as far as it can be; what cannot be read is left out.
/// </summary>
internal sealed class RunbookTrial
{
    private readonly IReadOnlyDictionary<string, RunbookVersion> _inUse;
    private readonly HashSet<string> _inUseInPart;
    private readonly Dictionary<string, RunbookVersion> _versions;
    private readonly List<BrokenRunbook> _broken = [];

    /// <summary>Tries them.</summary>
    /// <param name="files">What stands in the files.</param>
    /// <param name="inUse">The versions in use, by path; none at a start.</param>
    /// <param name="broken">What was found when those were taken.</param>
    /// <param name="now">When they were read.</param>
    public RunbookTrial(RunbookFiles files, IReadOnlyDictionary<string, RunbookVersion> inUse, IReadOnlyList<BrokenRunbook> broken, DateTimeOffset now)
    {
        _inUse = inUse;
        _inUseInPart = broken.Where(b => !b.IsOlder).Select(b => b.Path).ToHashSet(StringComparer.Ordinal);
        _versions = files.Files.ToDictionary(
            f => f.Path, f => inUse.TryGetValue(f.Path, out var version) && version.File.IsSame(f) ? version : new RunbookVersion(f, now), StringComparer.Ordinal);
        foreach (var (path, errors) in Errors(files.Findings))
        {
            KeepUnseen(path, errors);
        }

        while (true)
        {
            var reading = RunbookFolder.Read(new RunbookFiles(Ordered(), []), RunbooksInUse.DayOf(now), ReadFor.Use);
            var errors = Errors(reading.Findings);
            var refused = Refused(errors, reading);
            if (refused.Count == 0)
            {
                Reading = reading;
                _broken.AddRange(errors.Where(e => _broken.All(b => b.Path != e.Key)).Select(e => new BrokenRunbook(e.Key, e.Value, [_versions[e.Key]], IsOlder: false)));
                break;
            }

            foreach (var path in refused)
            {
                Refuse(path, errors[path]);
            }
        }
    }

    /// <summary>What can be used.</summary>
    public Runbooks Reading { get; }

    /// <summary>The versions that they come from, by path.</summary>
    public IReadOnlyDictionary<string, RunbookVersion> Versions => _versions;

    /// <summary>What cannot be used as it stands, in order of path.</summary>
    public IReadOnlyList<BrokenRunbook> Broken => [.. _broken.OrderBy(b => b.Path, StringComparer.Ordinal)];

    private static Dictionary<string, List<LintFinding>> Errors(IEnumerable<LintFinding> findings) =>
        findings.Where(f => f.Level == FindingLevel.Error).GroupBy(f => f.File).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);

    // What cannot be seen was not deleted: a folder that is not there now, a link that leads nowhere while its target is exchanged.
    private void KeepUnseen(string path, List<LintFinding> errors)
    {
        var below = Path.TrimEndingDirectorySeparator(path) + Path.DirectorySeparatorChar;
        List<RunbookVersion> unseen =
        [
            .. _inUse.Values.Where(v => !_versions.ContainsKey(v.File.Path) && (v.File.Path == path || v.File.Path.StartsWith(below, StringComparison.Ordinal))),
        ];
        foreach (var version in unseen)
        {
            _versions[version.File.Path] = version;
        }

        _broken.Add(new BrokenRunbook(path, errors, unseen, IsOlder: true));
    }

    // Those in use first: of two rules with one id, the one that was there keeps it.
    private List<RunbookFile> Ordered() =>
        [.. _versions.Values.OrderBy(v => IsInUse(v) ? 0 : 1).ThenBy(v => v.File.Path, StringComparer.Ordinal).Select(v => v.File)];

    // Those of which nothing can be read go first: others may only miss what they say.
    private List<string> Refused(Dictionary<string, List<LintFinding>> errors, Runbooks reading)
    {
        var read = reading.Rules.Select(r => r.File).Concat(reading.Overrides.Select(o => o.File)).ToHashSet(StringComparer.Ordinal);
        List<string> fresh = [.. errors.Keys.Where(p => !IsInUse(_versions[p]))];
        List<string> unreadable = [.. fresh.Where(p => !read.Contains(p))];
        return unreadable.Count > 0 ? unreadable : [.. fresh.Where(p => HasWhole(p) || TakesFromOther(errors[p]))];
    }

    private bool HasWhole(string path) => _inUse.ContainsKey(path) && !_inUseInPart.Contains(path);

    // Of overrides that set one key neither is used, which a file that was not there yet must not do to one that is in use.
    private bool TakesFromOther(List<LintFinding> errors) => _inUse.Count > 0 && errors.Exists(e => e.Check == LintChecks.ConflictingOverrides);

    private void Refuse(string path, List<LintFinding> errors)
    {
        if (_inUse.TryGetValue(path, out var version))
        {
            _versions[path] = version;
        }
        else
        {
            _ = _versions.Remove(path);
        }

        _broken.Add(new BrokenRunbook(path, errors, version is null ? [] : [version], IsOlder: true));
    }

    private bool IsInUse(RunbookVersion version) => ReferenceEquals(_inUse.GetValueOrDefault(version.File.Path), version);
}
