using System.Globalization;
using TwilioServer.Spill;

namespace TwilioServer.Media;

/// <summary>The directory of the files. Their names are made of our own ids; nothing from outside is part of one.</summary>
internal sealed class MediaDirectory(string path)
{
    private const string Unfinished = ".part";

    private readonly string _path = Path.GetFullPath(path);

    public static string NameOf(MediaKey key, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.MessageId}-{key.Position}-{attempt}");

    /// <summary>Begins a file, under a name that says that it is not whole.</summary>
    public MediaFile Begin(string name)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_path);
        else
            Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new MediaFile(PathOf(name + Unfinished), PathOf(name));
    }

    /// <summary>Removes what attempts left, from the first one up to this.</summary>
    public void Remove(MediaKey key, int upTo)
    {
        if (!Directory.Exists(_path))
            return;
        for (var attempt = 1; attempt <= upTo; attempt++)
        {
            File.Delete(PathOf(NameOf(key, attempt) + Unfinished));
            File.Delete(PathOf(NameOf(key, attempt)));
        }
    }

    /// <summary>Makes what was removed so for good.</summary>
    public void Flush()
    {
        if (Directory.Exists(_path))
            DirectorySync.Flush(_path);
    }

    public FileInfo Find(string name) => new(PathOf(name));

    private string PathOf(string name) => Path.Combine(_path, Path.GetFileName(name));
}

/// <summary>Which of a text's files.</summary>
/// <param name="Position">From 0, in the webhook's order.</param>
internal sealed record MediaKey(long MessageId, short Position);
