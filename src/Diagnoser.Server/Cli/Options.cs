using System.CommandLine;
using Diagnoser.Collector.Configuration;

namespace Diagnoser.Server.Cli;

/// <summary>Options that several commands take.</summary>
internal static class Options
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object a line on stdout and nothing else there." };

    public static Option<string?> Runbooks() => new("--runbooks")
    {
        Description = "Folder of rules to use instead of those that came with the program.",
        HelpName = "DIR",
    };

    public static Option<string?> Config() => new("--config")
    {
        Description = $"Configuration file. Default: {SettingsSources.FileVariable}, else {SettingsSources.UsualFile} if it is there.",
        HelpName = "FILE",
    };

    public static Option<string?> Http() => new("--http")
    {
        Description = "Where the API listens. Default: 127.0.0.1:8080, this machine only; port 0 takes any.",
        HelpName = "ADDRESS:PORT",
    };

    public static Option<Uri?> Docker() => DockerOption.Create();

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Durations.TryParse(text, out var duration))
            {
                return duration;
            }

            result.AddError($"{name}: '{text}' is not a duration: {Durations.Allowed}");
            return null;
        },
    };
}
