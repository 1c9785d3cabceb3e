"""The record: experiments at full scale, kept with the sources, and how they are made and known again.

===========  ====================================================================================
``slices``   which statements of a page a result depends on
``keys``     the key of an experiment, by which a record is known to be of today's code
``files``    the record of a page as a file
``making``   run pages at full scale and write their records
===========  ====================================================================================
"""
