using System.Text;
using Diagnoser.Collector.Configuration;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli;

/// <summary>Everything outside that a command touches, so that a test can stand in its place.</summary>
internal sealed record Surroundings
{
    private const int OutputBuffer = 64 * 1024;

    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    public required TextWriter Out { get; init; }

    /// <summary>Logs and progress; the only place for them.</summary>
    public required TextWriter Error { get; init; }

    public required Func<Stream> OpenInput { get; init; }

    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where settings are read from.</summary>
    public required SettingsSources Settings { get; init; }

    public required TimeProvider Clock { get; init; }

    public required IDockerAccess Docker { get; init; }

    /// <summary>Where runbooks and recordings lie beside the program.</summary>
    public required string ProgramFolder { get; init; }

    /// <summary>How stdout is painted.</summary>
    public Paint Paint { get; init; } = new(Colour: false, Unicode: true);

    /// <summary>How stderr is painted.</summary>
    public Paint ErrorPaint { get; init; } = new(Colour: false, Unicode: true);

    /// <summary>The columns of the terminal that reads <see cref="Out"/>; null where none does.</summary>
    public Func<int?> Columns { get; init; } = () => null;

    /// <summary>True if somebody at a terminal can be asked.</summary>
    public Func<bool> CanAsk { get; init; } = () => false;

    /// <summary>Whom the operating system takes the caller for.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess()
    {
        var plain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb";
        var unicode = IsUtf8(Environment.GetEnvironmentVariable);
        return new Surroundings
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), OutputBuffer),
            Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
            OpenInput = Console.OpenStandardInput,
            Variable = Environment.GetEnvironmentVariable,
            Settings = SettingsSources.OfProcess(),
            Clock = TimeProvider.System,
            Docker = new DockerAccess(),
            ProgramFolder = AppContext.BaseDirectory,
            Paint = new Paint(!plain && !Console.IsOutputRedirected, unicode),
            ErrorPaint = new Paint(!plain && !Console.IsErrorRedirected, unicode),
            Columns = ColumnsOfTerminal,
            CanAsk = () => !Console.IsInputRedirected && !Console.IsErrorRedirected,
            UserName = Environment.UserName,
        };
    }

    /// <summary>A printer of this kind on <see cref="Out"/>.</summary>
    public IPrinter Printer(bool json, bool quiet = false) => json ? new JsonPrinter(Out) : new PeoplePrinter(Out, Paint, quiet);

    /// <summary>An incident as a JSON line on <see cref="Out"/>.</summary>
    public void WriteJson(Incident incident) => new JsonPrinter(Out).Line(incident, ContractsJson.Default.Incident);

    /// <summary>A line on stderr; its text may come from anywhere.</summary>
    public void Tell(string text) => Error.WriteLine("diagnoser: " + TerminalText.Line(text, TerminalText.RuleTextLimit));

    // A terminal that does not know its width says 0.
    private static int? ColumnsOfTerminal() => !Console.IsOutputRedirected && Console.WindowWidth is > 0 and var columns ? columns : null;

    private static bool IsUtf8(Func<string, string?> variable)
    {
        var locale = LocaleVariables.Select(variable).FirstOrDefault(v => v is { Length: > 0 }) ?? "";
        return OperatingSystem.IsWindows()
            || locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
            || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
    }
}
