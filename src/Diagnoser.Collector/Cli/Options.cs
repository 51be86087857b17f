using System.CommandLine;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Collector.Cli;

/// <summary>Options that several commands of the collector take. Each is a setting given by a flag.</summary>
internal sealed class Options
{
    public Option<Uri?> Docker { get; } = DockerOption.Create();

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Folder of the spool. Default: $STATE_DIRECTORY, else /var/lib/diagnoser-collector for root, else below ~/.local/state.",
        HelpName = "DIR",
    };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = $"Settings in YAML. Default: $DIAGNOSER_CONFIG, else {SettingsSources.UsualFile} if it is there.",
        HelpName = "FILE",
    };

    /// <summary>All settings, the flags of this command line among them.</summary>
    public Settings Load(ParseResult result, Surroundings surroundings)
    {
        var flags = new List<SettingFlag>();
        if (result.GetResult(Docker) is not null && result.GetValue(Docker) is { } docker)
        {
            flags.Add(new SettingFlag(CollectorSettings.Docker, docker.OriginalString, "--docker"));
        }

        if (result.GetResult(Data) is not null && result.GetValue(Data) is { } data)
        {
            flags.Add(new SettingFlag(CollectorSettings.Data, data, "--data"));
        }

        return surroundings.Load(result.GetValue(Config), flags);
    }

    /// <summary>The folder of data; a problem of the settings if there is none.</summary>
    public static string Folder(Settings settings)
    {
        settings.Require(CollectorSettings.Data);
        return Path.GetFullPath(settings.Text(CollectorSettings.Data)!);
    }
}
