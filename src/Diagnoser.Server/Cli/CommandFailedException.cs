namespace Diagnoser.Server.Cli;

/// <summary>A command cannot go on: the message goes to stderr, the code to the caller.</summary>
internal sealed class CommandFailedException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Something that is needed cannot be reached, read or written.</summary>
    public static CommandFailedException Unreachable(string message) => new(ExitCodes.Unreachable, message);
}
