namespace Diagnoser.Server.Cli;

/// <summary>Exit codes; scripts rely on them.</summary>
internal static class ExitCodes
{
    /// <summary>Done, whatever was found.</summary>
    public const int Done = 0;

    /// <summary>Findings of lint or test, runbooks with errors that were left out, or damaged input that was skipped and counted.</summary>
    public const int Findings = 1;

    /// <summary>What <c>healthcheck</c> asked is not well: the code that Docker wants to hear.</summary>
    public const int NotWell = 1;

    /// <summary>Wrong usage, or the id or name of something that there is not.</summary>
    public const int Usage = 2;

    /// <summary>Something that is needed cannot be reached, read or written.</summary>
    public const int Unreachable = 3;

    /// <summary>Ended by a signal where ending early is not the normal end (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
