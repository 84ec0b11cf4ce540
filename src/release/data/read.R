# Reads every table of this release with its types and labels, and adds the tallies up again.
#   Rscript read.R      or      source("read.R"); observations$kind
# It needs R 4.1 with the packages readr and jsonlite.

package <- jsonlite::fromJSON("datapackage.json", simplifyVector = FALSE)

# An apostrophe keeps a spreadsheet from running what looks like a formula; here it goes again.
plain <- function(words) {
  gsub("(^|[;\t\r\n])'(['  ]*[=+@\uff1d\uff0b\uff0d\uff20-])", "\\1\\2", words, perl = TRUE)
}

read_table <- function(resource) {
  fields <- resource$schema$fields
  types <- vapply(fields, function(field) if (field$type == "integer") "i" else "c", "")
  rows <- readr::read_csv(resource$path, col_types = paste(types, collapse = ""), na = "",
                          progress = FALSE)
  stopifnot(nrow(readr::problems(rows)) == 0)
  for (field in fields) {
    column <- rows[[field$name]]
    if (is.character(column)) column <- plain(column)
    words <- unlist(field$constraints$enum)
    if (!is.null(words)) column <- factor(column, levels = words)
    attr(column, "label") <- field$description
    rows[[field$name]] <- column
  }
  rows
}

tables <- lapply(package$resources, read_table)
names(tables) <- vapply(package$resources, function(one) one$name, "")
list2env(tables, environment())

count <- function(by, value) {
  if (by == "tag") return(length(unique(taggings$observation[taggings$tag == value])))
  column <- as.character(observations[[by]])
  why <- observations[[paste0(by, "_why")]]
  if (!is.null(why)) column <- ifelse(is.na(column), paste0("(", why, ")"), column)
  sum(column == value)
}
found <- mapply(count, as.character(tallies$by), as.character(tallies$value))
differs <- which(found != tallies$observations)
for (row in differs) message("differs: ", tallies$by[row], " ", tallies$value[row])
print(as.data.frame(tallies[, c("by", "value", "observations")]))
if (!interactive()) quit(status = if (length(differs) > 0) 1 else 0)
