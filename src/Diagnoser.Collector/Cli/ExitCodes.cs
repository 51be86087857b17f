namespace Diagnoser.Collector.Cli;

/// <summary>Exit codes of the collector; scripts and service managers rely on them.</summary>
internal static class ExitCodes
{
    /// <summary>Done; for a healthcheck: well.</summary>
    public const int Done = 0;

    /// <summary>A healthcheck that found the collector not well.</summary>
    public const int NotWell = 1;

    /// <summary>Wrong usage or settings.</summary>
    public const int Usage = 2;

    /// <summary>Something that is needed cannot be read or written.</summary>
    public const int Unreachable = 3;
}
