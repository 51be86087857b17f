using System.Globalization;

namespace Diagnoser.Collector.Configuration;

/// <summary>
/// The settings of a program, read once at its start. In rising order: <c>appsettings.json</c> beside the program, the configuration file,
/// the environment, flags (docs/adr/0008-settings.md). An empty value is no value.
/// </summary>
public sealed class Settings
{
    private readonly IReadOnlyList<Setting> _known;
    private readonly Dictionary<string, GivenSetting> _given;
    private readonly string _file;

    private Settings(IReadOnlyList<Setting> known, Dictionary<string, GivenSetting> given, string file)
    {
        _known = known;
        _given = given;
        _file = file;
    }

    /// <summary>Every known setting in its order, with the value that it has in the end and where that comes from.</summary>
    public IReadOnlyList<SettingValue> Effective => [.. _known.Select(setting =>
        _given.TryGetValue(setting.Key, out var given) ? new SettingValue(setting.Key, SettingForm.Shown(setting, given.Text), given.Origin)
        : setting.Default is { } text ? new SettingValue(setting.Key, SettingForm.Shown(setting, text), "default")
        : new SettingValue(setting.Key, null, "not set"))];

    /// <summary>Reads all sources. Keys of the foreign sections are another program's, and left alone: one file serves both programs.</summary>
    /// <exception cref="SettingsException">Something is wrong; it holds all problems.</exception>
    public static Settings Load(SettingsSources sources, IReadOnlyList<Setting> known, params IReadOnlyList<string> foreign)
    {
        var reader = new SettingsReader(sources, known, foreign);
        var given = reader.Read();
        return reader.Problems.Count > 0 ? throw new SettingsException(reader.Problems) : new Settings(known, given, reader.File);
    }

    /// <summary>The value as text; null if none is given and there is no default.</summary>
    public string? Text(string key) => _given.TryGetValue(key, out var given) ? given.Text : Known(key).Default;

    /// <summary>The value as a URI; null if there is none.</summary>
    public Uri? Uri(string key) => Text(key) is { } text ? new Uri(text) : null;

    /// <summary>The value of a whole number that has a default.</summary>
    public int Integer(string key) => int.Parse(Needed(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>The value of a duration that has a default.</summary>
    public TimeSpan Duration(string key) =>
        SettingForm.TryDuration(Needed(key), out var duration) ? duration : throw new InvalidOperationException($"the default of {key} is no duration");

    /// <summary>The value of a size that has a default, in bytes.</summary>
    public long Size(string key) =>
        Sizes.TryParse(Needed(key), out var bytes) ? bytes : throw new InvalidOperationException($"the default of {key} is no size");

    /// <summary>The value of a yes-or-no; false if there is none.</summary>
    public bool Flag(string key) => Text(key) is { } text && bool.Parse(text);

    /// <summary>Demands that these have a value.</summary>
    /// <exception cref="SettingsException">Names every one that has none, and how to give it.</exception>
    public void Require(params IReadOnlyList<string> keys)
    {
        var missing = keys.Where(key => Text(key) is null).Select(Known).ToList();
        if (missing.Count > 0)
        {
            throw new SettingsException([.. missing.Select(Missing)]);
        }
    }

    private SettingProblem Missing(Setting setting)
    {
        var example = setting.Example is null ? "" : $", such as {setting.Example}";
        var file = setting.IsSecret ? $" (or {setting.Variable}_FILE to a file that holds it)" : "";
        return new SettingProblem("needed and not set", setting.Key, $"{setting.Description}{example}; set {setting.Variable}{file}, or {setting.Key} in {_file}");
    }

    private string Needed(string key) => Text(key) ?? throw new InvalidOperationException($"{key} has neither a value nor a default");

    private Setting Known(string key) =>
        _known.FirstOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"no setting is called {key}", nameof(key));
}
