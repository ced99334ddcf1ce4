using Microsoft.Win32.SafeHandles;
using TwilioServer.Spill;

namespace TwilioServer.Media;

/// <summary>A file that is being written. It gets its name when all of it is on disk; otherwise nothing stays of it.</summary>
internal sealed class MediaFile : IDisposable
{
    private readonly string _unfinished;
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private long _length;

    /// <exception cref="IOException">The disk refused or is full.</exception>
    public MediaFile(string unfinished, string path)
    {
        (_unfinished, _path) = (unfinished, path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
#pragma warning disable CA2000 // The handle outlives the stream that made it.
        _handle = new FileStream(unfinished, options).SafeFileHandle;
#pragma warning restore CA2000
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await RandomAccess.WriteAsync(_handle, bytes, _length, cancellation);
        _length += bytes.Length;
    }

    /// <summary>Puts all of it on disk, and then gives it its name.</summary>
    public void Keep()
    {
        RandomAccess.FlushToDisk(_handle);
        _handle.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(_path)!);
    }

    public void Dispose()
    {
        _handle.Dispose();
        File.Delete(_unfinished);
    }
}
