namespace Diagnoser.Server.Cli.Replay;

/// <summary>Opens the recording that a command is given.</summary>
internal static class RecordingFile
{
    /// <summary>The file's bytes, or those of stdin for <c>-</c>; what cannot be read ends the command.</summary>
    public static Stream Open(string file, string command, Surroundings surroundings)
    {
        if (file == "-")
        {
            return surroundings.OpenInput();
        }

        try
        {
            return new FileStream(file, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandFailedException.Unreachable(Directory.Exists(file)
                ? $"{file} is a folder; {command} takes a file of JSON lines, or - for stdin"
                : $"{file} cannot be read: {problem.Message}");
        }
    }
}
