using System.CommandLine;
using System.Globalization;
using Diagnoser.Collector.Configuration;
using Diagnoser.Server.Timelines;

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

    public static Option<int> Number(string name, string description, int usual, int most) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} From 1 to {most}."),
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: '{text}' is not a whole number from 1 to {most}"));
            return usual;
        },
    };

    /// <summary>Refuses a beginning after its end, in the words of the command line.</summary>
    public static void InOrder(ParseResult result, (Option<DateTimeOffset?> Option, DateTimeOffset Time) begin, (Option<DateTimeOffset?> Option, DateTimeOffset Time) end)
    {
        if (begin.Time > end.Time)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"{Given(result, begin)} is after {Given(result, end)}");
        }
    }

    // Those that are not given are what they are by default.
    private static string Given(ParseResult result, (Option<DateTimeOffset?> Option, DateTimeOffset Time) limit) =>
        $"{limit.Option.Name}{(result.GetResult(limit.Option) is { Tokens: [var token] } ? $" {token.Value}" : "")} ({TimeText.Of(limit.Time)})";

    /// <summary>A point in time, relative to the clock where it is not absolute.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description, TimeProvider clock) => new(name)
    {
        Description = $"{description} A time (RFC 3339), a date, a time of today (12:00, UTC), or how long ago (2h, 30d).",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (TimeText.TryParse(text, clock.GetUtcNow(), out var time))
            {
                return time;
            }

            result.AddError($"{name}: '{text}' is not a time: {TimeText.Allowed}");
            return null;
        },
    };
}
