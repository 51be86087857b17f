using Diagnoser.Collector.Evidence;

namespace Diagnoser.Collector.Configuration;

/// <summary>Goes through the sources in rising order and collects values and problems.</summary>
internal sealed class SettingsReader(SettingsSources sources, IReadOnlyList<Setting> known, IReadOnlyList<string> foreign)
{
    private const string FileSuffix = "_FILE";
    private const int LargestFile = 256 * 1024;

    private readonly Dictionary<string, Setting> _known = known.ToDictionary(setting => setting.Key, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, GivenSetting> _given = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SettingProblem> _problems = [];

    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>The configuration file, whether it is there or not.</summary>
    public string File { get; } = sources.File ?? sources.Variable(SettingsSources.FileVariable) ?? SettingsSources.UsualFile;

    public Dictionary<string, GivenSetting> Read()
    {
        var beside = Path.Combine(sources.ProgramFolder, "appsettings.json");
        Take(Content(beside, null, "") is { } json ? JsonSettings.Read(json, beside, _problems) : []);
        var namedBy = sources.File is not null ? "--config" : sources.Variable(SettingsSources.FileVariable) is not null ? SettingsSources.FileVariable : null;
        Take(Content(File, namedBy, "") is { } yaml ? YamlSettings.Read(yaml, File, _problems) : []);
        Take(OfEnvironment());
        Take([.. sources.Flags.Select(flag => new GivenSetting(flag.Key, flag.Value, flag.Flag))]);
        return _given;
    }

    private void Take(IReadOnlyList<GivenSetting> source)
    {
        var here = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var given in source)
        {
            if (!here.TryAdd(given.Key, given.Origin))
            {
                _problems.Add(new SettingProblem(given.Origin, given.Key, $"given twice, first by {here[given.Key]}"));
            }
            else if (_known.TryGetValue(given.Key, out var setting))
            {
                Keep(setting, given);
            }
            else if (!foreign.Contains(given.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            {
                _problems.Add(new SettingProblem(given.Origin, given.Key, Unknown(given.Key)));
            }
        }
    }

    private void Keep(Setting setting, GivenSetting given)
    {
        if (given.Text.Length == 0)
        {
            return;
        }

        if (SettingForm.Problem(setting, given.Text) is { } problem)
        {
            _problems.Add(new SettingProblem(given.Origin, setting.Key, problem));
        }

        _given[setting.Key] = given;
    }

    private string Unknown(string key)
    {
        var below = known.Where(setting => setting.Key.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)).Select(setting => setting.Key).ToList();
        if (below.Count > 0)
        {
            return $"is a section, not a setting; it has {string.Join(", ", below)}";
        }

        return SimilarName.Nearest(key, known.Select(setting => setting.Key)).FirstOrDefault() is { } near
            ? $"no setting has this name; did you mean {near}?"
            : $"no setting has this name; the sections are {string.Join(", ", Sections())}";
    }

    private IEnumerable<string> Sections() =>
        known.Select(setting => setting.Key.Split(':')[0]).Concat(foreign).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal);

    private List<GivenSetting> OfEnvironment()
    {
        var found = new List<GivenSetting>();
        foreach (var (name, value) in sources.Variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(SettingsSources.Prefix, StringComparison.OrdinalIgnoreCase) || value.Length == 0)
            {
                continue;
            }

            var key = name[SettingsSources.Prefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            if (!key.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(new GivenSetting(key, value, name));
            }
            else if (Content(value, name, key[..^FileSuffix.Length]) is { } content)
            {
                found.Add(new GivenSetting(key[..^FileSuffix.Length], SourceText.Decode(content).Trim(), name));
            }
        }

        return found;
    }

    // A file that somebody named must be there; the usual ones need not.
    private byte[]? Content(string path, string? namedBy, string key)
    {
        string problem;
        try
        {
            var content = sources.Read(path);
            if (content is { Length: <= LargestFile } || (content is null && namedBy is null))
            {
                return content;
            }

            problem = content is null ? "there is no such file" : $"the file is larger than {LargestFile / 1024} KB";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = failure.Message;
        }

        _problems.Add(new SettingProblem(namedBy is null ? path : $"{namedBy} names {path}", key, problem));
        return null;
    }
}
