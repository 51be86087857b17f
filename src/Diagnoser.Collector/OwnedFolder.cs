using System.Globalization;

namespace Diagnoser.Collector;

/// <summary>A folder of data that one running program owns.</summary>
public sealed class OwnedFolder : IDisposable
{
    private readonly FileStream _lock;

    private OwnedFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder, as an absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder if need be and takes it for this process.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="program">The program's name, for the files that say who holds it.</param>
    /// <exception cref="OwnedFolderException">Another process holds it, or it cannot be written; the message says what to do.</exception>
    public static OwnedFolder Take(string path, string program)
    {
        path = System.IO.Path.GetFullPath(path);
        var holderFile = System.IO.Path.Combine(path, program + ".pid");
        try
        {
            Create(path);
            var held = Lock(path, program, holderFile);
            File.WriteAllText(holderFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new OwnedFolder(path, held);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new OwnedFolderException($"{path} cannot be written: {problem.Message} Name another folder with --data, or give the right to write it", problem);
        }
    }

    /// <summary>Lets it go.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path, string program, string holderFile)
    {
        var file = System.IO.Path.Combine(path, program + ".lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem) when (File.Exists(file))
        {
            throw new OwnedFolderException($"{path} is in use by another {program} (process {Holder(holderFile)}); stop it, or name another folder with --data", problem);
        }
    }

    // What containers log may be confidential: the folder is for its owner alone.
    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(path);
        }
        else
        {
            _ = Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static string Holder(string holderFile)
    {
        try
        {
            return int.TryParse(File.ReadAllText(holderFile), out var id) ? id.ToString(CultureInfo.InvariantCulture) : "unknown";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}

/// <summary>A folder cannot be taken; the message says what to do.</summary>
public sealed class OwnedFolderException(string message, Exception inner) : Exception(message, inner);
