using TwilioServer.Media;

namespace TwilioServer.Tests.Media;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("image/jpeg", "image/jpeg")]
    [InlineData("IMAGE/JPEG; charset=binary", "image/jpeg")]
    [InlineData(" image/png ;q=1", "image/png")]
    [InlineData("image/gif", "image/gif")]
    [InlineData("image/webp", "image/webp")]
    [InlineData("audio/mpeg", "audio/mpeg")]
    [InlineData("audio/vnd.3gpp+x-1", "audio/vnd.3gpp+x-1")]
    [InlineData("video/mp4", "video/mp4")]
    [InlineData("video/3gpp", "video/3gpp")]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("text/vcard", "text/vcard")]
    [InlineData("text/plain; charset=utf-8", "text/plain")]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("text/html", null)]
    [InlineData("text/html; image/jpeg", null)]
    [InlineData("image/svg+xml", null)]
    [InlineData("image/jpeg, text/html", null)]
    [InlineData("image/jpeg\u00A0", null)]
    [InlineData("application/octet-stream", null)]
    [InlineData("application/xhtml+xml", null)]
    [InlineData("video/quicktime", null)]
    [InlineData("audio/", null)]
    [InlineData("audio/x/y", null)]
    [InlineData("audio/a\r\nX-A: b", null)]
    [InlineData("text/javascript", null)]
    public void Only_types_that_are_kept_are_read(string? header, string? type) =>
        Assert.Equal(type, MediaTypes.Read(header));

    [Theory]
    [InlineData("image/jpeg", "FFD8FFE000104A464946", true)]
    [InlineData("image/jpeg", "FFD8FF", true)]
    [InlineData("image/jpeg", "FFD8", false)]
    [InlineData("image/jpeg", "89504E470D0A1A0A", false)]
    [InlineData("image/jpeg", "3C68746D6C3E", false)]
    [InlineData("image/png", "89504E470D0A1A0A0000000D", true)]
    [InlineData("image/png", "89504E470A1A0A", false)]
    [InlineData("image/gif", "474946383961", true)]
    [InlineData("image/gif", "474946383761", true)]
    [InlineData("image/gif", "474946383861", false)]
    [InlineData("image/webp", "524946460000000057454250", true)]
    [InlineData("image/webp", "524946460000000057415645", false)]
    [InlineData("image/webp", "5249464600000000574542", false)]
    [InlineData("application/pdf", "255044462D312E37", true)]
    [InlineData("application/pdf", "20255044462D312E37", false)]
    [InlineData("application/pdf", "4D5A", false)]
    [InlineData("text/plain", "3C68746D6C3E", true)]
    [InlineData("audio/mpeg", "00", true)]
    public void A_file_must_begin_as_its_type_does(string type, string head, bool fits) =>
        Assert.Equal(fits, MediaTypes.Fits(type, Convert.FromHexString(head)));
}
