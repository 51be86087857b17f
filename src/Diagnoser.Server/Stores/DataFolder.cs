using Diagnoser.Collector;

namespace Diagnoser.Server.Stores;

/// <summary>The folder of the store, which one running program owns.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly OwnedFolder _folder;

    private DataFolder(OwnedFolder folder) => _folder = folder;

    public string Path => _folder.Path;

    /// <summary>The store's file.</summary>
    public string StoreFile => StoreFileIn(Path);

    /// <summary>The store's file in a folder that may be another program's.</summary>
    public static string StoreFileIn(string path) => System.IO.Path.Combine(path, "diagnoser.db");

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
        try
        {
            return new DataFolder(OwnedFolder.Take(path, "diagnoser"));
        }
        catch (OwnedFolderException problem)
        {
            throw new StoreException(problem.Message, problem);
        }
    }

    public void Dispose() => _folder.Dispose();
}
