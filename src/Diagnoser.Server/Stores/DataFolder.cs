using System.Globalization;

namespace Diagnoser.Server.Stores;

/// <summary>The folder that one running program owns.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>The store's file.</summary>
    public string StoreFile => System.IO.Path.Combine(Path, "diagnoser.db");

    /// <summary>Where state belongs on this machine: <c>$XDG_STATE_HOME/diagnoser</c> or <c>~/.local/state/diagnoser</c>.</summary>
    public static string Default(Func<string, string?> variable)
    {
        if (variable("XDG_STATE_HOME") is { Length: > 0 } state && System.IO.Path.IsPathRooted(state))
        {
            return System.IO.Path.Combine(state, "diagnoser");
        }

        return variable("HOME") is { Length: > 0 } home
            ? System.IO.Path.Combine(home, ".local", "state", "diagnoser")
            : throw new StoreException("there is no folder to keep data in: neither HOME nor XDG_STATE_HOME is set; name one with --data");
    }

    /// <summary>Makes the folder if need be and takes it for this process.</summary>
    public static DataFolder Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        var holderFile = System.IO.Path.Combine(path, "diagnoser.pid");
        try
        {
            Create(path);
            var held = Lock(path, holderFile);
            File.WriteAllText(holderFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new DataFolder(path, held);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be written: {problem.Message} Name another folder with --data, or give the right to write it", problem);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path, string holderFile)
    {
        var file = System.IO.Path.Combine(path, "diagnoser.lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem) when (File.Exists(file))
        {
            throw new StoreException($"{path} is in use by another diagnoser (process {Holder(holderFile)}); stop it, or name another folder with --data", problem);
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
