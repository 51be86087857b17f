using System.Collections;

namespace Diagnoser.Collector.Configuration;

/// <summary>Everything outside that settings are read from, so that a test can stand in its place.</summary>
public sealed record SettingsSources
{
    /// <summary>What an environment variable that sets something begins with.</summary>
    public const string Prefix = "DIAGNOSER__";

    /// <summary>The file of the machine, which need not be there.</summary>
    public const string UsualFile = "/etc/diagnoser/config.yaml";

    /// <summary>The environment variable that names another file.</summary>
    public const string FileVariable = "DIAGNOSER_CONFIG";

    /// <summary>The environment.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>Reads a file; null if there is none; throws what reading throws.</summary>
    public required Func<string, byte[]?> Read { get; init; }

    /// <summary>Where <c>appsettings.json</c> lies.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>The file that a flag names in place of the usual one.</summary>
    public string? File { get; init; }

    /// <summary>Settings that flags give; they win over all others.</summary>
    public IReadOnlyList<SettingFlag> Flags { get; init; } = [];

    /// <summary>An environment variable that is there and not empty.</summary>
    public string? Variable(string name) => Variables.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>Those of this process.</summary>
    public static SettingsSources OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return new SettingsSources { Variables = variables, Read = ReadFile, ProgramFolder = AppContext.BaseDirectory };
    }

    private static byte[]? ReadFile(string path)
    {
        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

/// <summary>A setting given by a flag of the command line.</summary>
/// <param name="Key">The setting.</param>
/// <param name="Value">Its value.</param>
/// <param name="Flag">How the flag is called, such as <c>--docker</c>.</param>
public sealed record SettingFlag(string Key, string Value, string Flag);
